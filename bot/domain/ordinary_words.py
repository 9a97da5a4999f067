"""Words that are nobody's name: those of the project's own (invented) messages and answers, and places around the
office. `bot.domain.stripping` takes other words for names where names stand."""

from __future__ import annotations

_WORDS = """
abang abdi abis able about above abroad ac acan acara accepted account aceh activate activating ad ada adakah adalah
adanya adat add added address ade adek adhiku adik admin adminduk administrasi adopsi adopted aduan adukan adult
advice affairs afraid after afternoon again against agama agar age agency agenda agent ago agree agreed agung ah ahead
ahli ai aid air aj aja ajak aje ajukan akad akan akhir akhiri akibatnya akta aktanya akte aktene aktenya aktf aktif
aktifasi aktifin aktifkan aktivasi aktivasinya aku akun alaikum alamat alamatnya alangkah alasan alasannya alat
alatnya alhamdulillah alive all allowed almarhum almt alone alpukat already also alurnya always am ama aman amat ambil
ambilin ambilkan ambilnya ambl ambon ame amerika amount amp amplop an ana anak anakku anaknya ancaman and anda android
ane anggota angka angkanya angkat angkot angkut angkutan anjay anjing anjir ank announced announcements anonim
anonymous another answer answered answers antar antara antre antrean antri antrian antriannya anu any anyar anybody
anyone anything anyway anywhere ap apa apaan apabila apakah apartemen ape apik apk aplikasi aplikasinya app applicant
application applications applied apply appointment appointments apps april apus arab arah are arep ari around arrived
art arti article artikel artinya as asal asing asisten ask asked asking asks asli aslinya aspirasi ass assalamu
assalamualaikum assistance assistant asu asuransi at atas atau atm attorney atuh aturan aturannya australia autis
automated automatic available awal away awet aya ayah ayat aye ayeuna ayu babe babeh babi baby baca back background
bacot bad badan bade badhe bag bagaimana bagi bagian bagikan bagus bahan bahasa bahasanya bahaya bahwa baik baiknya
baju bakal balas balasan balasannya bales bali balik balikin balikpapan balita bandara bandung bang banget bangsat
bangun bangunan banjarmasin banjir bank banking banks bansos banten bantu bantuan bantuannya bantuin bantul banyak
banyumas banyuwangi bapa bapak bar barang barat barcode bareng baru barunya barusan basa basah basis batal batalin
batalkan batam batas batasnya batur bau bawa bawah bawanya bayar bayarnya bayarnye bayi bcara be beasiswa beayanya
bebas beberapa because becomes becus beda bedanya bedridden been before began begini begitu bego begun behalf behind
being bekas bekasi bekerja belajar belakang belakangan belanda belas beli beliau belief belom belon below belum benar
benarkah bener beneran benerinnya benerinnye bengkulu bentuk bepergian berangkat berapa berape berarti beras berat
berbayar berbeda berbicara bercerai bercerita berdiri berdua berduka berenti beres berfoto berguna berhak berhasil
berhenti beri berikutnya berisi berita beritajakarta berjalan berjilbab berkali berkas berkasnya berkenan berlaku
berlakunya berlangganan berlangsung berlubang bermasalah bermaterai bermitra bernama berobat berpulang bersama
bersedia bersihin bertanda bertanya bertemu bertulisan bertuliskan berubah berumur berusia berwarna berwenang besar
beserta beside besok best beta betawi better betul betulin betulinnya betulkan between bgt bhs biar biarkan biasa
biasanya biaya biayana biayanya bicara bidan biduk bikin bikinin bikinnya bila bilang bingung bintang bintaro biodata
biometric biometrics biometrik bioskop birth birthday biru bis bisa bisakah bise biya bkin bkn bla blangko blank
blanko blanks blas bleh blitar blm bln blocked blog blok blokir blood board bocah bocor bogor bojo bojonegoro boking
bola bolak bole boleh bolehkah bolong bolos bonjour book booked booking born bos boso bot both boyolali bpjs bpk bpkb
bpn br brapa break brebes brengsek brhenti bribe bring brkas brlaku bro broadcast broken broker brother brp brpa bru
bs bsa bsd bta btul bu buang buat buatkan budak bujang buka bukak bukan bukanye bukti buktinya buku bulan bule
bulelengkab bumi buram buru buruh buruk bus business but button buttons butuh buy bwa by bye byi cabang cabut cair
call called calls calo calon can cancel cancelled cannot cantik cap capek capil capital capnye caption cara carana
carane caranya card cards careful cari case cases catat catatan category cba cek cekap cekbansos cekdptonline cekin
ceknya cempaka cengkareng center central centre cepat cepet cerai cerainya cerita ceritain ceritakan ceritanya
certainty certificate certificates cetak cetk cewek change changed changes characters charge charges chat chatbot
chatgpt chats check checked checking checks child children chip chipnya choice choices choose chosen ciamis cianjur
cibinong cibubur cicil ciganjur cilacap cilandak cilegon cimanggis cina cinere cipete ciputat circular circumstances
cirebon ciri citayam cited cities city ck clear clerk close closed closes cm cnnindonesia co coba cocok cocokkan code
codes collect collected collecting collector colour com come comes coming command comment common community compare
complain complaint complaints compulsory computer conduct confirm confirmed conflict conflicting consent consultation
contact content contoh contohnya copies copy coretan coretax correct corrected correction corrects cost could count
counter counters counts court cover covered cpns cra crai crany criminal crm cs csr ctak cuaca cuci cucu cukup cuma
curhat curiga current customer cuti dadah dadi dados daerah daftar daftarin daftarkan dagang dah dahulu dalam dalamnya
dalem damage damaged damel dampingi dan dana dandan danger dapat dapatkah dapet daptar darah dari daring darurat dasar
data dataku datang datangi datanglah datangnya datanya datawarga date dateng dates daughter day days deactivate
deactivated death debt decide decides declined decree deh dekat deket delapan delayed delete delivered demak demi
denda dendanya dengan dengar denger denpasar depan depannya depends depok dereng described desember desil desk detail
detik deui developer dewasa dftar dftr dgn dhisik di dia diajukan diaktifkan diakui dialogue diam diambil diambilin
dianggap diangkat diangkut diantar diapain diapakan diatur dibaca dibagikan dibahas dibalas dibalikin dibantu
dibatalkan dibatasi dibawa dibayar dibekukan dibentak diberi diberikan dibetulkan dibikin dibikinin dibilang diblokir
dibuang dibuat dibuatin dibuatkan dibuka dicabut dicari dicatat dicatatkan dicatet dicek dicetak dicicil dicoba
dicopet dicoret dicuekin dicuri did didaftarin didaftarkan didahulukan didatangi didatengin didenda didengar didn die
died dieu difabel differ different differs difoto difotokopi difotonya digadaikan diganti digawe digentos digit
digital digits digondol digtal digunakan digusur dihapus dihentikan dihubungi dihubungkan dihukum diisi dijadiin
dijadikan dijadwalkan dijaminkan dijanjiin dijanjikan dijawab dijelaskan dijepret dijual dijupukke dikabari dikasih
dikecualikan dikembalikan dikenakan dikenal dikenali dikerjakan dikira dikirim dikirimi diklik dikoreksi dikunci
dilakukan dilaminasi dilaminating dilapor dilaporin dilaporkan dilayani dilayanin dilempar dilepas dilewati dilibatkan
dilihat dimakan dimana dimane dimarahi dimasukin dimasukkan dimatiin dimatikan dimekarkan diminta dimintai dimintain
dina dinas dinilai dinomori dinonaktifin dinonaktifkan dinten dinyatakan dioper dipakai dipake dipaksa dipalak
dipanggil dipecah dipegang dipenjara diperbaiki diperbarui diperbolehkan diperiksa diperlukan diperpanjang dipersulit
dipilih dipindah dipingpong dipisah diploma dipress diprint diproses dipublikasikan dipungut diputus dirawat director
direkam diri dirilis dirjen disabilitas disabled disagree disalahgunakan disamain disamakan disana disappointed
disdukcapil disebut diserahkan diserobot disesuaikan disiapkan disimpan disimpen disini diskon dispendukcapil
dispensasi distaples district disuruh ditagih ditahan ditambah ditambahkan ditanya ditanyakan ditarik ditelepon
ditelpon ditempel ditemui ditemukan diterbitkan diterima diteruskan dites ditilang ditindaklanjuti ditinggal dititip
ditjen ditolak ditujukan ditukar ditulis ditunda ditunggu ditungguin ditutup diubah diuji diulang diumumkan diundang
diurus diurusin diusulkan divorce divorced diwakili diwakilin diwakilkan dki dkj dlu dmisili dmn do doang dobel doctor
document documents does dok dokter dokumen dokumennya dollar domicile domisili dompet don done dong donk donor double
down download dpt dr dri drive driving dsni dta dtang dtg dtks dtsen dua duda duduk duit dukcapil dukcpil dukun dulu
duluan duplicate during durung duty each early easy edaran edit education edukasi efin eh eight ejaan ekspat ekspor
ektp el elderly election electronic elek elektronik else elsewhere email emak emang emas embassy empat employee en
enak enam end endi ends eng engga enggak enggih engkong english enjing enough entah ente enyak erase erased eror error
es estimasi eureun even evening event events ever every everyone everything ex exact exactly example examples exchange
exists expire expired explain explained express extend extortion eye eyes face facebook faces facility faded failing
fake famili family faq far fasilitas faskes faster father fc februari fee feedback few file filenya files fill filler
film find fine fines fingerprint fingerprints fingers finished finnews fire first fisik fit fitur five fix fkp
fliphtml flood flores flyover follow follows for force foreigner foreigners forget forgot forgotten form formalitas
forms formulir formulirnya forum foto fotokopi fotokopian fotokopinya fotonya found four free from frozen full fungsi
ga gabung gabut gagal gajadi gaji gak galak gambar gambir gampang gan ganda gang gangguan ganti gantiin gantinya
gaptek gara garut gas gave gawe gede gedung gelap gelar gelem genap general gereja get gets getting giliran gimana
gimane gini girik gitu give given gives gk glad glasses gmn gnda gnti go goblog goblok goes going gojek gol golongan
gone good goodbye google goreng got government grafik gram grandfather gratis great greeting gresik grievance grobogan
group groups grup gua guarantor gubernur gue guna gunanya gunanye gunungmaskab guru gw habis hack had hadir hafal hai
haijakarta hajatan haji haju hak hakim hal halal halaman hallo halo hamil hampir hand handed handled handles hang
hangus hanya hanyut hape happen happened happens hapus hard harga hari harm harsh harus harusnya has hasil hasilnya
hati hatur have having hbis hdup he head heads headscarf health heard hei held hello help helped helpful helping helps
hendak henteu hentikan heran here heula hi hidden hides hidup hijab hilang hingga hint his history hitam hlang hoaks
hoax hola holders holds holiday home hongkong hormat hospital hotel hotline hour hours house how hoyong hp hpus hr hrd
hrga hri hrs hubungan hubungi hubungkan hujan hukum hukuman hukumannya hukumnya human hurry huruf husband hvs ibu
ibunya ical id ide identitas identitasnya identity idiot ieu if ig ijab ijazah ikd iki ikm ikt iku ikut ikutan ikuti
ikutkan ilang ill illegal illness imb imei imigrasi immigration improve imunisasi in income indeks index indikator
indo indonesia indonesian indonesians indramayu induk induknya inews info infonya informasi informasinya information
ingatkan inget inggris ingin ini injured innalillahi input inside inspectorate inspectors inspektorat instagram
install instansi instead instructions insurance internet into introduction ipar iphone iraha iris is isi isih isinya
islam islami isn iso issued istirahat istri isuk isyarat it its itself itu iya iye izin jadi jadinya jadinye jadul
jadwal jadwalnya jadwl jaga jagakarsa jajak jakarta jakbar jaki jaksel jalan jalanan jalur jalurnya jam jaman jambi
jaminan jamnya jan janda jangan janji janjian janjinya janten januari jarak jari jaringan jarinya jasa jatah jatoh
jatuh jauh jawa jawab jawaban jawabane jawabannya jawabnya jayapura jd jdi jdwal jebol jejak jelas jelaskan jelek
jember jempol jemput jeneng jenis jepang jerman jg jht jika jiwa jkarta jkt jl jlas jln jls jm job jogja jogjakarta
join jomblo jompo jual jualan judes juga juli jumat jumlah jumlahnya jumpa juni juru just justru juta jutek jwbn ka
kabar kabare kabari kabarin kabarnya kabupaten kabur kacamata kadaluarsa kadang kader kaga kagak kah kak kakak kakek
kaki kalau kali kalian kalibata kalimantan kalimat kalinya kalo kalurahan kamana kamar kamari kamera kami kamis
kampret kampung kampus kamu kan kandung kanggo kantor kantornya kantornye kapal kapalan kapan karang karawang karena
karo kartu kartuku kartune kartunya karyawan kasar kasih kasus kata katanya katarak katepe katolik kawin kawinan kaya
kayak kayaknya kbri kdrt ke keadaan keamanan kebaca kebagusan kebakar kebakaran kebanjiran kebayoran keberatan
kebijakan keblokir kebuka kebumen kebumenkab keburu kecamatan kecele kecewa kecil kecopetan kecuci kedaftar kedah
kedaluwarsa kedatangan kediri kedua keduanya kedutaan keempat keep keeps kegiatan kegigit kegores kegunaan kehabisan
kehidupan kehilangan keinjek kejadian kejadiannya kek kekurangan kelahiran kelamin kelanjutannya kelar kelas kelewat
keliatan kelihatan keliling kelilng keliru keluar keluarga keluarganya keluarin keluhan keluhannya kelurahan kelurahn
kelurhan kemana kemane kemang kemaren kemari kemarin kematian kematiannya kemayoran kembali kembar kemendagri kemensos
kemitraan kemlu kemungkinan kena kenal kenalan kenapa kenape kendal kendaraan kene kepada kepala kepanjangan kepencet
kependudukan kependudukancapil kepercayaan keperluan kepindahan keping kepolisian keponakan kepri kept kepuasan
kepuasn keputusan keramaian kereta keringat kerja kerjaan kerjain kertas kertasnya kerudung keruh kesalahan kesebar
kesehatan kesel kesini ketahuan ketelen ketemu ketenagakerjaan keterangan keterangannya keterlambatan ketersediaan
ketiga ketik ketika ketinggalan ketua ketuker ketulis kewajiban key keyakinan kh khawatir khilangan khusus kia kilat
kind kinerja kip kipas kira kirim kiriman kirimin kita kitap kitas kjp kk kknya kks klaim klaten kleru klik kliling
klinik klj klo klurahan kmatian kmn kmrn know known knp kntor kode kodenya kok kolaborasi kolom koma kompas komplain
komplen komputer komunitas konsolidasi konsultasi kontak kontrak kontrakan koperasi kopi koran korea koreksi kos kosan
kosng kosong kota kotak kotor kpn kpr kpu kpuasan kredit krendang kristen krja krl krn ktp ktpku ktpnya ktps ku kua
kualitasnya kuasa kuat kucing kudu kudus kue kuesioner kuitansi kula kuliah kulo kulonuwun kumaha kuning kuningan
kunjngan kunjungan kuota kupang kur kurang kuriling kurir kurs kursi kursinya kursus kurus kuwi label lacak laci lagi
lah lahir lahiran lahirnya lain lainnya lajang laki laksa laku lakukan lalu lama lamanya lamar lamaran lambat lami
laminate laminating lamongan lampu lampung lancar land landlord langganan langgnan langkah langkahnya langsung
language lanjut lanjutkan lansia lantai lapangan lapisan lapor laporan laporannya laporkan lapornya laptop larangan
large last latar late later latest law lawas layanan layanannya layani layann layar leader leasing leave leaving
lebaran lebih lecek left legal legalisation legalisir lelah lelet lemari lembaga lembar lembaran lemot lempar lender
lengkap lengkapi lengkapnya lensa lenses lenteng lenyap lepas lepat leres let letjen letter letters leumpang leungit
lewat lg lhir lho lhr liar liat liatnya liatnye libur licence life lift light lihat lihatin like lima limited line
lines lingkungan link linked links list listed listrik lists little live living lma lmk loan loc location locked log
login logonya loh lokasi lokasinya loker loket loketnya lomba lombok long longer look looked looking lookup lookups
loro loss lost lot lowongan lpor lsm lu luar luka lulus lumpuh lunas lunch luntur lupa lupakan lurah lwt lyanan maaf
macam macet machine made madiun madura magelang mah mahal mahasiswa main majalengka makan makasi makasih makassar make
makelar makeup makin making maksud maksudnya malah malam malang malas malaysia malem males maling malu maluin mampang
mampet mampir mampu mana manado mandatory mandeg mandiri mane maneh manfaat mangga mangkal mantan mantap manusia many
maot map maps marah maret marga mari marital mark marked marriage marriages married marry marrying mas masa masalah
masalahnya masih masing masjid masuk masukan masukin masukkan masyarakat mata mataram match matematika materai mati
matiin matikan matter matters matur mau mawa may mayar mbah mbak mbanking mbayar mbok mboten me mean means meant
meanwhile medan medsos meeting mei meja melacak melahirkan melakukan melalui melamar melanggar melanjutkan melapor
melaporkan melarang melayang melayani melihat melindungi melu melulu memakai memakan memalsukan memang memasang
memastikan memasukkan membaca membacanya membalas membantu membatalkan membawa membayar membentak member
membereskannya memberi memberikan membetulkan membetulkannya memblokir membuat membuatnya membuka membutuhkan
memeriksa memeriksanya memerlukan memfotokopi memilih memiliki memindai meminta memisahkan memperbaiki memperbarui
memperbaruinya memperoleh memperpanjang mempersulit memungut memutuskan menahan menambah menambahkan menang menanyakan
menawarkan mencantumkan mencarinya mencatat mencatatkan mencetak mencetaknya mencoba mencoblos mendaftar mendaftarkan
mendagri mendampingi mendapat mending mendirikan menelepon menemani menemukan menentukan menerima menetap mengabulkan
mengadakan mengadopsi mengadu mengadukan mengajar mengajari mengajukan mengaktifkan mengaku mengambil mengancam
mengapa mengatasnamakan mengatur mengecek mengecewakan mengeluarkan mengelupas mengerti mengetahui mengganggu
mengganti menggantikan menggantinya menggunakan menghapus menghubungi mengikuti mengirim mengisi mengontrak mengubah
mengubahnya menguji mengulang mengundang mengurus mengurusnya mengusulkan menikah menilai meninggal menit menjadi
menjawab menjelaskan menjepret menolak menpan mental menteng menu menulis menumpang menunggak menunggu menunjukkan
menunya menurut menutup menyampaikan menyarankan menyebut menyerahkan menyimpan menyuruh menyusui merah merantau
merasa mereka merekam merem mertua merusak mesin message messages mesti met meterai mewakili midwife migran milih
milik milu min mind mine minggu minimal minister minjem minta mintain mintalah mintanya minutes misah misahin misalnya
misi miskin missing misspelled mistake mistyped misuse mitos mitra mk mksh mksih mmbntu mna mnta mnu mo mobil mobile
mobilnya mobl mobling modal mode model modus mohon moment monas monday mondok money month months more morning most
mother motor motornya move moved moves moving msh mualaf much muda mudah mudeng mudik muhun muka mulai mulainya mulu
mumpung muncul mungkin murah musik muslim muslims musrenbang must musyawarah mutasi muter mw my myself na nah nahan
naik nama namanya nambah nambahin name named names nang nanti nanya naon nasi nasibnya nasional national nationally
nawarin ndi nduwe near nearby nearest need needed needs negara negeri negri neighbourhood neither nelp nelpon nembe
nemu nenek neneknya neng nentuin nerima netep netra network never new newborn newcomers newer newest newlyweds news
next ngaco ngadamel ngadu ngagentos ngajarin ngaktifin ngaku ngalih ngambil ngambilin ngambilnya nganggo nganggur
ngantri ngantunkeun ngapain ngarekam ngartos ngaruh ngasih ngatur ngawikab ngecek ngekos ngelamar ngelapor ngelupas
ngendi ngerti ngetes ngetik ngeusian ngga nggak nggal nggih ngirim ngiring ngisi ngku ngobrol ngomong ngontrak ngos
ngri ngrus ngs ngurus ngurusna ngurusnya ngurusnye niat nib nice night nih nik nikah nikh niknya niks nilai nilainya
ning nini nitip njaluk nlu nma nmr no nobody nolak nomer nomor nomornya non nonaktif nonaktifkan none nongkrong nongol
nonpermanen noon nope nopo nor normal normally normalnya not notaris note noted notes nothing notice notif notifikasi
notify nov november now npwp ntu nu nuhun nulis number numbers numpang numpuk nunggak nunggu nungguin nunggunya
nusantara nuwun ny nya nyalain nyambung nyambut nyampe nyandak nyang nyangkut nyanyi nyari nyatanya nyelipin nyetak
nyetel nyoba nyobain nyoblos nyoblosnya nyogok nyokap nyong nyuhunkeun nyuruh nyuwun oalah obat object obrolan odgj of
off offer offered offers office officer officers offices official officially offline often ogah oh oi ojek ojk ojol ok
okay oke okezone oktober old older oleh om omah ombudsman on once one ongkos ongkosnya onlen onlin online only ono
open opened opening opens operasi operasional operator opo opsi options or ora orang orangnya orangnye oranye order
org organisasi original originals ormas orng ortu otak other otomatis otp our ours out outside over overseas own owner
pa pabrik pacar package pada padahal padan padang padangpanjang page pages pagi paham pajak pak pakai pakaian pake
paket palak palangkaraya palembang palih paling palsu pam paman pamit pamulang panas pancoran panduan panggil
panggilan pangkalan panitia panjang panti pantun papan paper papers papua parah parent parents parking parkir parkiran
part partisipasi partner partners pas pasal pasang pasangan pasar pasien paspor pasport pass passed passport password
past pasti pastikan patah pati patience patokannya pay payah paylater pbb pbg pdf pdhl pdp pecah pedagang peduliwni
peeling pegang pegangan pegawai pegimane pejabat pejaten pekalongan pekan pekerja pekerjaan pelajar pelan pelapor
pelaporan pelatihan pelatihannya pelayanan pelayanannya pelibatan pelicin pelindungan pemadam pemakaman pemalang
pembangunan pembaruan pembekuan pemberi pemberian pemberitahuan pemberkatan pembuatan pemegang pemerasan pemeriksaan
pemerintah pemilih pemilik pemilu pemlih pemohon pemprov pemuda pemuka pemula pemungutan pemutihan penagih penalties
penalty penambahan penampilan pencantuman pencari pencatatan pencetakan pencoblosan pendaftaran pendamping pendapat
pendapatnya pendataan pendatang pendidikan penduduk penduduknonpermanen pendukung penerbitan penerima penertiban
penetapan pengadilan pengaduan pengajian pengajuan pengaktifan pengalaman pengambilan pengantar pengantarnya pengantin
pengawas pengecualian pengecualiannya pengelola pengen pengesahan pengganti penggantian penggantiannya penggunaan
penghapusan penghayat penghubung pengin pengiriman penguji pengujian pengumuman pengurus pengurusan penilaian penipu
penipuan penjamin penjara penjelasan penjelasannya penonaktifan pensiun pensiunan penting pentingnya penuh penulisan
penyandang penyuluhan people per peran perantau peraturan perbaikan perbaikannya perbaiki perbarui perbedaan
percakapan percaya perceraian percobaan perdana perekaman perempuan perencanaan pergi perhaps periksa perintah periods
perkawinan perkembangan perkembangannya perkenalan perlindungan perlu permanen permanent permendagri permenpan
permintaan permios permisi permit permohonan pernah pernikahan pernyataan perpanjang perpanjangan perpres persediaan
persen persetujuan persija persis person pertama pertanyaan pertanyaannya pertemuan perubahan perubahannya perusahaan
perwakilan pesan pesannya pesantren pesawat peserta petani petgas petugas petugase petugasnya petunjuk petunjuknya pgn
phone photo photocopy photos piatu pick picture pid pidana piece pihak pikiran pikun pilih pilihan pilihannya pilkada
pilpres pin pindah pindahan pindahin pindahnya pinjam pinjaman pinjol pink pintar pinten pintu pira pirang piro pisah
pisan piye pke pkh pkk pkpu place places plain plan plans plastic plastik plastiknya plat please plisi pln pls plsu
plyanan pm pmbuatan pmi pn pndah pndh pngaduan pngantar pngumuman pohon point points pojok police poling polisi
politely poll polling polri polsek poltangan ponakan ponsel pontianak population portalberitaantara pos possible post
posyandu poto potret power pp ppdb ppid pps ppsu pr prabayar practice prakerja prbaikan prefer prekaman premium
prepare presiden press pribadi price print printed printer printing prints prioritas priority pripun prison privasi
problem procedure profesi program programme progress promise promised proof proposal proposals prosedur prosedurnya
proses prosesnya protect protecting protes protimes province provincial provinsi proyek prpanjang pt ptsl ptsp ptugas
puas puasa public publik publish pudar puisi pukul pulang pulih puluh pun punapa punctuation pundi pungli pungutan
punished punten punya purpose purwakarta purwokerto purworejo pusat pusing puskesmas put putih putus putusan putuskan
puu pvc py qr question questions queue queues quote quoted qwerty rabi rabies rabu ragu ragunan rahasia rahasiakan
raib rakyat ramadan ramah rame ramp rantau rapat rapor rata rate rating ratus rawat rayap razia rb reach reached
reactivate read reader ready really reason receipt receipts receive received receiving recently recommend record
recorded recording records redaksipos reference refuse refused refuses regane region regions register registered
registering registrasi registration rejected rekam rekaman rekamnya rekening rekm rekomendasi related relative relawan
religion religious rembug rembuk remind reminder remove renamed rencana rendah renew renewed rent reopen reopened
replace replaced replacement replaces reply report reported reporter reports repot reprinted republika request
required requirement requirements reschedule resep reset resets resi residence resident residents resmi resminya
respon restaurant rests result results retak retake return review reviewed riasan riau ribbon ribet ribu right risak
risikonya riwayat rmh robek robot roda rokok ronda room rp rptra rs rt ruang rubah rubbish rude ruginya rujuk rule
rules ruling rumah rume rumit run rungu runs rupa rupiah rusak rusk rusun rute rutin rw saat sabar sabaraha sabtu safe
safety saged sah saha said saiki saja saking sakit saksi saku salah salam saldo salinan salinannya saling sama
samarinda sambil sambungin sambungkan same sampah sampai sampaikan sampe sample sampun sampurasun samsat sana sangat
sanksi sapa saran sarjana satisfaction satpam satpol satu satuharapan saturday saturdays saudara saudi sawah sawangan
say saya sayang saye saying says sbtu scam scams scan schedule school score sd sdh se sebagai sebagian sebaiknya
sebelah sebelas sebelum sebelumnya sebenarnya sebenernya sebentar sebulan sebut sebutkan secara second secondary
secrecy secret section security seda sedang sedangkan sederhana sedikit sedo see seen seep sees segala segera segitu
sehari seharusnya sehat sehingga seikhlasnya sejak sekali sekalian sekaligus sekarang sekeluarga sekian sekitar
sekolah selain selalu selama selamanya selamat selanjutnya selasa selatan selembar selesai selfie selotip seluler
seluruh semalam semalem semarang sembako sembilan sembunyikan sementara seminar seminggu semoga sempat sempet semua
semuanya senang senayan send sending sendiri sendirian sends senen sengaja sengketa senin sensus sent senyum seorang
separate seperti sepi september sepuh sepuluh seragam serahkan serang sering serpong sertifikat serumah served server
serves service services servis seseorang sessions sesuai sesuaikan sesudah sesuk set setahu setahun setelah setempat
setengah setiap setor setrika settled setuju seumur several sewa sewu sex shall shalom share she shopee short should
show shown shows si sia siang siap siapa siape siapin siapkan siaran sidang side sidik sidoarjo sign signature sih
sikap siladu silakan sim simbah simbok simpan since sing singapura singkat single sini sinkron sinten sip sipil
sipilnya siri sisanya sistem sistemnya siswa site situ situs six sj skali skck skip skm skor skpln skpwni skrg sktm
sktt sku slah slh slik slot slow sm sma smartcity smartphone smp smpai sms so soal soalnya sobek social sodara
softlens solo solusinya solved some somebody someone something sometimes somewhere soon sopan sopir sopo sore sorong
sorry sosial sosialisasi source sources south sp spam spanduk speak speaks special speed spill split spot spouse spt
sragen srat srengseng srt srvei srvey staf staff stage stamp stand standar start stasiun state statement station
status statusnya stay staying stays stempel step steps sticker still stlh stnk stock stok stolen stop store story
straight street strip stroke stts sttus student study stupid suami suap suara suaramerdeka suaranya suatu subang
submit subscribe subsidi subuh such sudah sudin sugeng suggest suggestion suicide suka sukabumi sukarela suket
sukoharjo suku sulawesi sulit sumatera sumatra sumber sumedang sums sunda supaya surabaya surat suratna suratnya
suratnye sure surt suruh survei surveinya survey susah suwe suwun swafoto swasta swastiastu switch switched sy syarat
syarate syaratna syaratnya syart syndrome syrat syrt syrtny system ta tabuh tabungan tadi tagihan tahap tahu tahun
tahunan tahunnya tai taiwan tak take taken takes taking takut talk tambah tambahan tambahannya tampilkan tanah tanda
tandai tangan tangannya tangerang tangga tanggal tanggale tanggalnya tangsel tanjung tanpa tanya tanyajawab tanyakan
taon tap tapi tarif tarifnya taruna tas tasikmalaya task tata tau taun tautan tax taxonomy tdk teach tebak tebet tegal
tegalkab teh tekan teko teks telah telanjur telat telegram telepon tell teller tells telp telpon teman tembok temen
temenin tempat tempatnya temporary temukan ten tenan tenang tenda teng tengah tengkyu tentang tentu tepat terakhir
terang terbaca terbakar terbang terbaru terbatas terbit terbuka tercatat tercecer tercetak terdaftar terdekat terendam
tergantung terhadap terhubung terima terimakasih terisi terjawab terjemahkan terkelupas terkunci terlalu terlambat
terlanjur terlibat terlihat termasuk ternate ternyata tersambung tersebut tersedia tersendiri tersimpan tersisa
tertarik tertulis tertulisnya terus teruskan tes test tester testing tetangga tetap tetapi tetep teu text texts tgl th
thamrin than thank thanks that the their them then there these they things think third this thn those three through
thru thursday thx ti tiada tiap tiasa tiba ticket tidak tidur tiga tiket tilang tim time times timetable timnas timur
tindak tinggal tinggalnya tinggi tinta tip tips tiri tirto titip title titles tj tk tki tkw tlp tmbah tni to today
together toh toilet toiletnya token toko tokoh tolak told tolol tolong tombol tombolnya tomorrow tongkat too top topic
topik tos total tp tps tpu tq tracking train training transfer transjakarta translate treat tren trial trials
tribunnews tries trimakasih trims trouble trs true truk trus try trying ttd ttp tua tuanya tuban tugas tugel tuh tuhan
tujuan tujuh tukang tukar tukernye tulis tulisan tulisannya tulung tumbang tuna tunai tunanetra tunarungu tunggu
tunggunya tunjukkan turn turned turning turun tutup tuwo tv twice two type typed typing typo uang ubah ubahnya ubh
udah udahan udan udang ude udeh udh uji ujian ujung ujungnya ukuran ulah ulang ular ulng ultah umkm umr umrah umroh
umum umur umurnya undangan undated under understand undone unduh unit unknown unless unlink unsubscribe unsure until
untuk up upami update upload ups urang urgent urus urusan urusannya urusin urusnya urut urutannya us usah usaha use
used uses usia using usually usul usulan usulnya utama utang utara utk uu vaksin valid van vehicle verified verifikasi
versi very via video vihara visa visibility visible visit visits voi voice vot vote voter voting wa wae wafat wait
waiting waits wajah wajar wajib wajibkah wakil waktu waktunya walau wallet want wants ward warga waris warisan warna
warnanya warung was wassalamualaikum watch watermark wawasan way ways wb we wear weather web webnya website wedding
week weekend weeks welcome well were what whatsapp wheelchair when where whether which while white who whom whose why
widowed wie wife wifi wilayah will wilujeng wins wipe wis wish with within without witnesses wkwk wna wni won wong
wonogiri wonosari wonosobo word words work worked working works workshop would wr wrga write writing written wrkshop
wrong xi ya yah yaitu yakin yang yatim yayasan ye year years yes yesterday yet yg yme yml yo yogyakarta you young your
yourself yth yuk yup yustisi zaman zodiak zonasi
"""
ORDINARY = frozenset(_WORDS.split())
