"""Names people in and around Jakarta bear, for `bot.domain.stripping`. A list of our own, of common names only: what is
not in it is recognised by where it stands."""

from __future__ import annotations

_NAMES = """
abdul abdullah abdurrahman achmad adinda adit aditya adriana afifah agus agustina ahmad aisah aisyah akbar alamsyah
alfian alifah alwi alya amalia amanda amelia aminah amirudin anang anas andi andika andre andreas andri andriani
anggara anggi anggraeni anggraini anik anis anisa anissa anita anjani anna annisa anton antoni antonius anwar apriani
ardiansyah arie arifin aris arman arni arya aryo asep asmawati astri astuti asyifa atikah aulia aziz azizah azzahra
baharudin bambang basuki batubara beni benny bernadus betty bobby budianto budiono burhan cahyo cahyono cecep chandra
christina dadan dadang danang dani daniel danu darmawan darsono daulay david deden dedi dedy dendi deni denny desi
desy devi diana dicky didik didin dimas djoko dodi doni donny dudung eko elda elis elisa elly elsa ema emi endah
endang enny erick erik erlangga erna erni erwin esti eti eva evi fachri fadil fadilah fadli fahmi fahri faisal faiz
fajri fani farah farhan farida fathur fatimah fatma fauzan fauzi fauziah febri febriani febriansyah felix ferdi
ferdian ferry fina firdaus firman firmansyah fitri fitria fitriani fransiska galih gilang gina ginanjar ginting gultom
gunawan habibi hafiz haikal halimah hamdan hamid hamzah handayani hani hanif hanifah harahap haris harjo hartati
hartini harto hartono haryanto hasan hasanah hasanudin hasibuan hasyim hendra hendri hendro heni henny henry herawati
heri herlina herman hermawan hernawati heru hesti hidayatullah husein husni hutabarat hutapea ibrahim idris ika ikhsan
ikhwan ilham ilyas imas imelda indri indriani ipah irfan irma irwan iskandar ismail istiqomah iwan iyan jaelani jajang
jamal jamaludin jefri jihan johan joko jokowi jonathan juliana jumadi juminten junaedi junaidi karim karsono kartini
khadijah khairul khoirul koesnadi komar komariah komarudin kristanto kristina kurniasih kurniawan kusnadi kusuma
kusumawati laila lasmi latifah latuheru leni lilis lina linda lisa lisna lubis lukman lumbanraja lusi lutfi maesaroh
mahendra maman mamat mansur manuhutu manurung margaretha maria mariam marini marlina marni marpaung marsudi martini
maryam maryati masitoh maulana megawati meri minah misbah mohamad mohammad muh muhamad muhammad muhidin mukhlis
mulyadi mulyana mulyani mulyono munir murniati mustofa nabila nadia nadya nainggolan nanang nani napitupulu nasution
naufal neneng neni nina ningsih nining nisa nita novita nugraha nugroho nunung nuraini nurdin nurhasanah nurhayati
nuri nurjanah nurlaela nurlela nurul oktavia oman onih panjaitan pardede pardi parjo parman parno pasaribu
pattinasarany permadi permana pipit pohan prabowo pramono prasetya prasetyo pratama pratiwi priyanto priyono purba
purnomo purwanti purwanto radit raditya raffi rafi rahma rahman rahmawati rajagukguk ramadhani rangga rangkuti ranti
ratih ratri rendi rendra reni retno reza rian riana ricky rida ridho ridwan rifki rika riko rina rini risa riska risma
rizal rizky rizqi robert robi rohayati rohman rojali romli ronald roni rosalina rosita rozali rudi rudy rukmini
rumbiak rusdi ruslan rustam sabrina sadikin saepul saiful salim salma salsabila samsudin samsul santosa santoso sanusi
saputra saputri saragih sarah sarifah sarip sarmi sarno sarti sartika satrio sembiring septian septiani setiadi
setiawan setiawati setyawan sherly sianturi sigit sihombing silalahi simanjuntak simbolon sinaga siregar siska siti
sitompul sitorus situmorang sjarif sobari soeharto soekarno soleh solihin sri stefanus subagio subagyo subekti
sudarmono sudarsono sudirman sugiarto sugiono sugiyono suhardi suharto suhendar suherman sujatmiko sukarno sukirman
sukirno sukmawati sulaiman sularno sulastri sulistyo sumarni sumarno sumiati sumiyati sunardi sunarto supardi suparman
suparno suparti supri supriadi supriatna supriyadi supriyanto suratmi suratno surti suryadi suryadinata suryana
suryani suryanto susanti susanto susilawati susilo sutarno sutini sutisna sutrisno suwarni suwarno suyanto suyatno
syahrul syaiful syarif syarifah syifa tambunan tampubolon tanjungpura tarigan tarjo tarmi tatang tatik taufan taufik
teti thomas tiara titin tito tobing tomi topan trisna triyono tukimin tukiyem udin ujang ulfa usman utomo vera vina
vivi wahid wahyudi wahyuni wardana wardani wardhana warsito warti wawan wenda wening wibowo wicaksono widia widodo
widya wijaya winarni winarno winarti winda wirawan wisnu witjaksono wiwik wiwin wulan wulandari yadi yana yanti yanto
yanuar yati yayan yayat yayuk yeni yessi yohana yohanes yoni yono yosef yudha yudi yuli yulia yuliana yuliani yulianti
yuni yunita yunus yusuf yusup zaenab zaenal zaenudin zahra zainab zainal zaki zulfikar zulkifli
"""
NAMES = frozenset(_NAMES.split())
"""Names wherever they stand."""

_ALSO_WORDS = """
ade adi adil agung agustus ali alif aman amin amir ana ani anugrah april ari arief arif asih ayu bagus bahri basri
bijak bima bintang boy budi budiman bulan bunga cahaya candra catur cici cinta citra cucu damar darma dede dewi dian
dina dini dita dwi eka eli fajar gita guntur gusti hadi halim hari hidayah hidayat ida imam iman ina indah indra intan
isa januar jaya jono juli juni kadir karina kartika kasih kurnia lestari lia lilik mahmud mawar maya mega mei melati
meli mentari mila mira mulia murni musa nana nanda nia nova novi nur oki okta oni pandu perdana perkasa permata
pertama puji purnama puspita putri raden rahayu rahmat raja rama ramadan ramadhan rani ratna ratu restu rezeki ria
riang rio rita rizki rohani rosa sakti sandi sari satria sejati setia sidik sinta slamet subur sugeng sukma surya
susan susi tati teguh tia tika tini titi toni tri tuti umar umi untung utama utami wahyu wati widi yani yoga yogi
"""
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
"""Names that are words of the language, too: taken for names only where a name is expected."""
