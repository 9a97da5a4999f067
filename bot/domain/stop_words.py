"""The words of five languages in which people want no more announcements, as they type them, by what each does."""

from __future__ import annotations

from enum import Enum, auto


class Is(Enum):
    """What a word does in such a message."""

    STOP = auto()
    CANCEL = auto()  # stops only what is named beside it: "matikan notif"
    NOT = auto()
    WISH = auto()  # "usah", "perlu", "mau": with a no before it
    SEND = auto()
    GET = auto()  # "dapet", "receive": refused only by a wish not to
    NEWS = auto()  # what is sent and nothing else: "pengumuman"
    THINGS = auto()  # what may be anything: "pesan", "ini"
    AGAIN = auto()
    OFTEN = auto()  # too often: "mulu"
    BOTHER = auto()
    TIRED = auto()
    REFUSE = auto()  # a no by itself: "emoh", "ogah"
    ENOUGH = auto()
    START = auto()
    END = auto()  # ends things only where it stands alone
    LIST = auto()  # what somebody wants to be taken off
    LINK = auto()  # where, when, from whom: a longer story
    FILL = auto()


WORDS = {
    Is.STOP: """stop setop stp stpo sotp stob stopin stopkan stoped stopped distop setopin berhenti berenti brenti
        brhenti brhnti berhnti brenti berhentikan berhentiin dihentikan hentikan hentiin mandeg mandheg mandek
        mandegno mandegake mandhegake leren liren lirenan eureun eureunan eureunkeun udahan sudahi udahin
        unsubscribe unsubscribed unsub unsubs unreg stopping""",
    Is.CANCEL: """batal batalkan batalin cancel cabut matikan matiin nonaktifkan nonaktifin keluar keluarin
        keluarkan off turn disable remove mute pateni paehan hapus buang copot delete""",
    Is.NOT: """jangan jgn jngn jangn jan ga gak gk g nggak ngga nggk enggak engga kagak kaga kage tidak tdk tak
        ndak nda ora ojo aja ulah ulang teu tong entong montong mboten boten ampun no not dont never""",
    Is.WISH: """usah usa perlu prlu butuh mau pengen pengin pgn ingin minat tertarik gelem purun hoyong kersa
        berminat sudi pingin peryogi need want wanna interested minta suka boleh""",
    Is.SEND: """kirim krm krim kirimin kirimi kirimkan kirimkirim mengirim mengirimi mengirimkan ngirim ngirimin
        ngirimi ngirimake ngirimken dikirim dikirimi dikirimin dikirimkan dikirimkeun ngintun ngintunan ngintunkeun
        dikintun kintun dikirimi dikirimno kirimke text texts send sending sends
        kabari kabarin ngabarin dikabari dikabarin wartosan ngawartosan hubungi
        menghubungi dihubungi contact contacting messaging chat ngechat chatting texting wa ngewa whatsapp share
        kasih dikasih""",
    Is.GET: "terima menerima nerima nampi dapat dapet dpt mendapat mendapatkan get getting receive receiving",
    Is.NEWS: """langganan langgnan lngganan berlangganan pengumuman pngumuman siaran notifikasi notif broadcast
        broadcasts bc pemberitahuan subscription subscriptions announcement announcements notification
        notifications newsletter updates iklan promosi promo""",
    Is.THINGS: """info informasi infonya pesan kabar berita kiriman message messages msg msgs news sms wartos
        warta ini itu iki gini ginian gituan beginian begini kayak kaya kyk seperti apa2 apapun this these that
        those anything things such stuff""",
    Is.AGAIN: """lagi lg lgi lagih maneh meneh malih deui any anymore more again terus teros wae
        anyway""",
    Is.BOTHER: """ganggu mengganggu terganggu ngganggu gangguin keganggu berisik brisik bising spam nyepam ngespam
        spamming bother bothering disturb disturbing annoying risih muak kapok kebanyakan mangganggu ngaganggu
        diganggu digangguin diganggoni ngerepotin ngeganggu gandeng garandeng diberisikin""",
    Is.OFTEN: "mulu melulu muluk",
    Is.TIRED: """males malas maless bosen bosan bosenin cape capek capai cape2 eneg enek empet sebel kesel jengkel
        tired bored jenuh bete waleh bosenan""",
    Is.REFUSE: "emoh moh wegah ogah embung alim emong",
    Is.ENOUGH: "cukup cekap enough cukupin cekapan",
    Is.START: """mulai mulain aktifkan aktifin nyalakan nyalain lanjut lanjutkan lanjutin start resume subscribe
        resubscribe hidupkan hidupin jadi ikut mau pengen ingin want""",
    Is.END: "quit end",
    Is.LIST: "nomor nomer nmr nomorku nomerku number numbers grup group list",
    Is.LINK: """ke kpd kepada nang sini sana untuk buat utk dari dr yang yg di kelurahan bot to from of in on with
        dengan dgn sama hari besok besoknya sekarang skrg skrng now dulu dl dlu sek the a""",
    Is.FILL: """tolong tlg tlng tulung mohon mhn dimohon please pls plz plis dong donk dnk ya yah yaa yo
        yak ye iya iye min mimin admin pak bu bapak ibu kak kakak mas mbak mba bang om tante teh kang
        sis gan bro saya sy aku gue gw gua ane aye kulo kula abdi kuring urang aing me my i im us we
        kami kita ka hp ku deh sih nih tuh lah loh kek kan atuh mah euy punten nuwun sewu right saja aj
        bae weh terima makasih suwun nuhun thanks thank you maaf sorry permisi halo hallo hai hi oi woi
        woy ok oke okay baik all semua semuanya kabeh sadaya sdh sudah udah udh dah ude udeh wis uwis
        geus parantos sampun mpun cuma banget bgt amat pisan tenan segera langsung it your kalian anda
        sampeyan sampean panjenengan do just would like selamanya forever seterusnya pokoknya pokoke
        udahlah ah aja juga jg nggih inggih mawon lu lo loe elu elo ente kowe dek dik neng nok akang
        teteh pakde bude ahh elah yaelah etdah buset hadeh duh aduh aduhai wes uwes wus sampe ampe
        already nape ngapa napa pliss plss u ur n really shit sh t crap fuck fucking damn bloody anjir
        anjay njir geura wae lha don mangga entos ntos atos tos""",
}
MEANS: dict[str, Is] = {}
for _kind, _listed in WORDS.items():
    for _word in _listed.split():
        MEANS.setdefault(_word, _kind)
