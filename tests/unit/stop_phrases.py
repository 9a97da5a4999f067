"""What residents write when they want no more announcements, and what only sounds like it."""

NO_MORE = """
stop | Stop! | STOP!!! | stooop | stopp | stp | setop | stop dong | tolong stop dong | min stop ya | stop ya min
stop ye | stop pak | stop aja deh | udah stop aja | stop sekarang juga | stop, makasih | stop kirim | stop kirim pesan
stop kirim info | stop kirimin pengumuman | stop notif | stop notifnya | stop siaran | stop broadcast | stop langgnan
stp pngumuman | stop spam | stop langganan saya | stop semua | saya mau stop langganan | stop jangan kirim lagi
udah stop ga usah kirim2 lagi | stop kirim pesan kaya gini
berhenti | BERHENTI | berhentiii | berenti | brenti | brhenti | berhnti | behrenti | berhenti ya | tolong berhenti
mohon berhenti | berhenti dulu | berhenti langganan | brhenti langgnan | saya mau berhenti langganan
ingin berhenti berlangganan | berhenti mengirim pesan | berhenti kirim pengumuman ke saya | berhenti dong min
berenti ngirimin pengumuman ye | hentikan | hentikan pemberitahuan | tolong dihentikan | tolong hentikan siarannya
udahan | udahan ah | udahan ya min | sudahi saja | udahan dong kirim pesannya
jangan kirim lagi | jgn kirim lagi | jangan kirim lagi ya | jangan kirim-kirim lagi ya | jgn kirim2 lagi min
jangan kirim pengumuman lagi | jangan kirim pesan lagi ke saya | tolong jangan kirim info lagi | jangan dikirimi lagi
jangan hubungi saya lagi | jangan chat lagi | jangan wa saya lagi | jangan ganggu lagi | jangan spam terus
jangan kirim pengumuman | jgn broadcast gw lagi | jangan ngirim notif
ga usah kirim lagi | gausah kirim lagi | gak usah kirim pengumuman | gausah kirim pengumuman lagi ke saya
tidak usah kirim lagi | tidak perlu kirim info lagi | nggak usah dikirimin lagi | tidak mau menerima pesan lagi
ga mau dapet broadcast lagi | ga mau langganan lagi | saya tidak ingin menerima pengumuman lagi
ga butuh pengumuman | ga mau pengumuman | saya ga mau notifikasi | gak mau terima siaran lagi
matikan notifikasi | matiin notifnya | nonaktifkan siaran | cabut langganan saya | batalkan langganan | batal langganan
hapus langganan saya | keluar dari langganan | hapus saya dari daftar | keluarkan nomor saya | keluarin nomor saya dong
cukup pengumumannya | kaga usah kirim lagi | kagak usah kirim lagi dah | udeh jangan kirimin aye info lagi
jangan kirimin aye pengumuman lagi dah | kaga mau pengumuman lagi aye
mandeg | mandheg | mandeg wae | mandeg nggih | liren | lirenan | ojo ngirim maneh | ojo kirim maneh | aja ngirim maneh
ojo ngirimi pengumuman maneh | aja ngirim pengumuman maneh | ora usah ngirim maneh | ora usah ngirimi pengumuman maneh
sampun cekap | mpun cekap | mboten usah dikirimi malih | ojo ngirim wa maneh mas | wis mandeg wae
eureun | eureun atuh | eureun ngirim | eureun ngintunan pengumuman | ulah ngirim deui | ulah dikirim deui
ulah ngirim info deui | ulah ngirim deui informasi ka abdi | tong ngirim deui | teu kedah ngirim deui | punten eureun
unsubscribe | Unsubscribe me | unsubcribe | unsuscribe | unsub | unreg | please unsubscribe me | opt out
stop sending | stop sending me messages | stop the announcements | please stop | stop it | stop messaging me
stop texting me | don't send me any more messages | dont send anymore | do not send me announcements | no more messages
no more announcements | no more announcements please | turn off notifications | cancel my subscription
cancel subscription | remove me from the list | take me off this list | leave me alone | i want to unsubscribe
i don't want these messages anymore | disable notifications | not interested in any more announcements
kirim mulu dah, kaga usah napa | entong dikirim deui | jangan ngirim mulu napa | stop sending me this sh*t
hapus no saya | hapus nomor saya dari daftar | stop it please mas | ampun dikirimi malih | montong dikirim deui
"""

NO_MORE_AFTER = """
ganggu | mengganggu | ganggu aja | berisik | brisik ah | spam | spam mulu | risih | ga usah | gausah | ga usah deh
gak usah ya | tidak usah | ora usah | kaga usah | teu kedah | ga perlu | tidak perlu | no need | ga mau | gak mau ah
ora gelem | teu hoyong | males | bosen | kapok | cukup | cukup ya | udah cukup | cekap | enough | jangan kirim
jgn kirim | ulah ngirim | ojo ngirim | ga usah kirim | jangan ganggu | don't bother me
not interested | tidak tertarik | batal | keluar | kebanyakan
males ah, spam mulu | berisik lu | no more pls | cape gw dikirimin beginian | tolong hapus nomer gue dr grup ini
aku ndak mau lagi | gua kaga mau lagi | emoh | wes ojo ngirim-ngirim | ulah diganggu | sampun mas, mboten purun
sampun, mboten purun | bosen gw | dont text me | remove my number | quit | end | udah ah | ndak mau lagi
kaga mau lagi | cape dikirimin | enough already | udah ah pak | emoh aku | ogah ah | alim kang | embung ah
teu hoyong deui | ga minat pak | tidak berminat | keluarin gw dong | notif mulu lu | pengumuman mulu napa dah
napa ngirim mulu dah | enough please | not interested thanks | ga usah lagi kek | gak perlu min
jangan spam dong kek | ojo diganggu mas | quit please | END. | please dont text me | males gua | capek dah
wegah mas | kaga usah ngirim napa | ora sudi | take me off | boten kersa bu | cape dikirimin mulu ah
udah dong jangan kirim
"""
"""Only right after an announcement; out of nowhere they may be anything."""

OTHERWISE = """
berhenti kerja | saya berhenti kerja | saya mau berhenti kerja gimana kk nya | bus berhenti di mana | stop kontak
stop kontak rusak | jangan berhenti | jangan stop | jangan stop dong | ga mau berhenti | tidak ingin berhenti langganan
tolong jangan berhenti kirim info | jangan berhenti mengirim | jangan dihentikan | ga usah berhenti | don't stop
please don't stop sending | jangan pernah berhenti | berhenti sekolah | anak saya berhenti sekolah | kereta berhenti
angkot berhenti depan kantor | halte bus stop | bus stop | stop di depan kelurahan bisa ga | kenapa berhenti
kok berhenti | kapan berhenti | antrian berhenti | pelayanan berhenti | layanan berhenti sementara
sistemnya berhenti terus | aplikasi berhenti | jaringan stop | blanko stop | stok habis | berhenti topik ktp
stop info ktp | jangan kirim ktp saya ke orang lain | jangan kirim foto | jangan kirim otp | jangan kirim nik
ktp jangan dikirim ke rumah | kirim lagi | kirim lagi dong | tolong kirim lagi | mulai lagi | langganan lagi
langganan | mau langganan | pengumuman | ada pengumuman | ada pengumuman lagi | info lagi dong | lagi | terus
ga dapet pengumuman lagi
ga ada | ga tau | ga bisa | ga jadi | tidak | bukan | belum | sudah | udah | makasih | ya | saya mau | mau
jangan | jangan lama | jangan lupa kabari saya | jangan sampe ketinggalan pengumuman | ga dapet info
kok ga dapet pengumuman lagi | kenapa ga dikirim pengumuman lagi | saya ga dapet ktp | ktp saya ga dikirim
hapus data saya | hapus pesan saya | hapus nama anak dari kk | keluarkan nama anak dari kk | cabut berkas
batalkan janji | batal daftar | cancel my appointment | matikan lampu | pajak berhenti | terhenti | pelanggan pln
berhenti merokok | stopwatch | non stop | nonstop | full stop | stop press | unsubscribe itu apa
bagaimana cara berhenti berlangganan koran | berhenti di lampu merah | suami berhenti kerja ubah kk
calo minta uang terus stop dong pungli | mandeg di mana prosesnya | ktp mandeg | proses mandeg terus | eureun di dieu
ibu saya meninggal | no more ktp | no ktp | don't send my data | stop using my data | ga mau antri | ga mau bayar
cukup ktp aja | cukup bawa ktp | cukup sekali | jangan ganggu | ganggu | ga usah | cukup | batal | keluar
jangan lupa ya | ga usah bawa KK? | berisik tetangga saya mau lapor | cape antri di kelurahan
bosen nunggu ktp ga jadi jadi | end of month buka ga | remove me from KK | ga boleh ya | saya batal
ga mau ke kelurahan | ga usah sekarang | ga usah? | perlu ga | mau ga | udah pak | udah dong | gangguan
ga dapet-dapet | ga dapet mulu | kirim terus ya | terus kirim ya | ga bosen | hapus pesan ini | iya saya mau | hadir pak
keluarkan saya dari kk | mau lagi dong | lagi dong | jangan bosen ya | males ke kelurahan | ga mau ikut
mulai kapan | hapus ini | lu siapa | pak | napa berhenti | ga sudi antri | nomor saya | ga perlu datang
"""
"""About something else, or the opposite."""

AGAIN = """
mulai lagi | mulai lagi dong | langganan lagi | mau langganan lagi | saya mau berlangganan lagi | kirim lagi
kirim lagi pengumumannya | tolong kirim pengumuman lagi | aktifkan lagi | aktifkan notif lagi | nyalain lagi notifnya
lanjut langganan lagi | ikut langganan lagi | kirimi saya info lagi | subscribe again | start again
start sending again | resume announcements again | mulai maneh | kirim maneh | kirim deui | langganan deui
mau dapet pengumuman lagi
"""

NOT_AGAIN = """
mulai | lagi | ada lagi | jangan kirim lagi | ga usah kirim lagi | stop lagi | mulai dari mana | langganan koran lagi
kapan mulai lagi | kirim ktp lagi | apa lagi | datang lagi besok | rekam lagi | foto lagi | daftar lagi
"""


def listed(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split("|") if phrase.strip()]
