"""Whether somebody wants no more announcements, or wants them again: words of five languages, as people type them.

Every word must be one of those below. "Berhenti kerja", "stop kontak" and "bus berhenti di mana" have others, so they
are about something else; "jangan berhenti" says the opposite. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum, auto

_MOST_WORDS = 14
"""A longer message tells more than this wish; the NLU reads it."""
_LONG_WORD = 6
"""From so many letters on a word may have one typing error."""
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_TWICE = re.compile(r"(\w{3,})[\s-]+\1\b")
_NOT_WORD = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’`‘")


class _Is(Enum):
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
    BOTHER = auto()
    ENOUGH = auto()
    START = auto()
    FILL = auto()


_WORDS = {
    _Is.STOP: """stop setop stp stpo sotp stob stopin stopkan stoped stopped distop setopin berhenti berenti brenti
        brhenti brhnti berhnti brenti berhentikan berhentiin dihentikan hentikan hentiin mandeg mandheg mandek
        mandegno mandegake mandhegake leren liren lirenan eureun eureunan eureunkeun udahan sudahi udahin
        unsubscribe unsubscribed unsub unsubs unreg stopping""",
    _Is.CANCEL: """batal batalkan batalin cancel cabut matikan matiin nonaktifkan nonaktifin keluar keluarin
        keluarkan off turn disable remove mute pateni paehan hapus buang copot delete""",
    _Is.NOT: """jangan jgn jngn jangn jan ga gak gk g nggak ngga nggk enggak engga kagak kaga kage tidak tdk tak
        ndak nda ora ojo aja ulah ulang teu tong mboten no not dont never""",
    _Is.WISH: """usah usa perlu prlu butuh mau pengen pengin pgn ingin minat tertarik gelem pengen hoyong kersa
        peryogi need want wanna interested minta suka boleh""",
    _Is.SEND: """kirim krm krim kirimin kirimi kirimkan kirimkirim mengirim mengirimi mengirimkan ngirim ngirimin
        ngirimi ngirimake ngirimken dikirim dikirimi dikirimin dikirimkan dikirimkeun ngintun ngintunan ngintunkeun
        dikintun kintun send sending sends kabari kabarin ngabarin dikabari dikabarin wartosan ngawartosan hubungi
        menghubungi dihubungi contact contacting messaging chat ngechat chatting texting wa ngewa whatsapp share
        kasih dikasih""",
    _Is.GET: "terima menerima nerima nampi dapat dapet dpt mendapat mendapatkan get getting receive receiving",
    _Is.NEWS: """langganan langgnan lngganan berlangganan pengumuman pngumuman siaran notifikasi notif broadcast
        broadcasts bc pemberitahuan subscription subscriptions announcement announcements notification
        notifications newsletter updates iklan promosi promo""",
    _Is.THINGS: """info informasi infonya pesan kabar berita kiriman message messages msg msgs news sms wartos
        warta ini itu iki gini ginian gituan beginian begini kayak kaya kyk seperti apa2 apapun this these that
        those anything things such stuff""",
    _Is.AGAIN: """lagi lg lgi lagih maneh meneh malih deui any anymore more again terus mulu melulu teros wae
        anyway""",
    _Is.BOTHER: """ganggu mengganggu terganggu ngganggu gangguin keganggu berisik brisik bising spam nyepam ngespam
        spamming bother bothering disturb disturbing annoying risih muak kapok kebanyakan mangganggu ngaganggu""",
    _Is.ENOUGH: "cukup cekap enough cukupin cekapan",
    _Is.START: """mulai mulain aktifkan aktifin nyalakan nyalain lanjut lanjutkan lanjutin start resume subscribe
        resubscribe hidupkan hidupin jadi ikut mau pengen ingin want""",
    _Is.FILL: """tolong tlg tlng tulung mohon mhn dimohon please pls plz plis dong donk dnk ya yah yaa yo yak ye
        iya iye min mimin admin pak bu bapak ibu kak kakak mas mbak mba bang om tante teh kang sis gan bro saya sy
        aku gue gw gua ane aye kulo kula abdi kuring urang aing me my i im us we kami kita ke kpd kepada ka nang
        sini sana nomor nomer nmr hp ku untuk buat utk dari yang yg deh sih nih tuh lah loh kek kan atuh mah euy
        punten nuwun sewu dulu dl dlu sek sekarang skrg skrng now right saja aj bae weh terima makasih suwun nuhun
        thanks thank you maaf sorry permisi halo hallo hai hi oi woi woy ok oke okay baik the to from of all semua
        semuanya kabeh sadaya sdh sudah udah udh dah ude udeh wis uwis geus parantos sampun mpun cuma banget bgt
        amat pisan tenan segera langsung it your kalian anda sampeyan sampean panjenengan di kelurahan bot grup
        group list a do just would like dengan dgn sama hari besok besoknya selamanya forever seterusnya pokoknya
        pokoke udahlah ah aja juga jg nggih inggih in on mawon""",
}
_MEANS: dict[str, _Is] = {}
for _kind, _listed in _WORDS.items():
    for _word in _listed.split():
        _MEANS.setdefault(_word, _kind)

_SPLIT = {"gausah": "ga usah", "gausa": "ga usah", "gosah": "ga usah", "gasah": "ga usah", "gausahh": "ga usah",
          "gakusah": "ga usah", "gamau": "ga mau", "gakmau": "ga mau", "gaperlu": "ga perlu", "optout": "opt out",
          "teukudu": "teu perlu", "kudu": "perlu", "kedah": "perlu", "nomore": "no more"}  # fmt: skip

_ALWAYS = frozenset({
    "sampun cekap", "mpun cekap", "opt out", "keluar dari langganan", "hapus saya dari daftar",
    "hapus nomor saya", "hapus nomor saya dari daftar", "keluarkan saya dari daftar", "keluarin saya dari daftar",
    "keluarkan nomor saya", "keluarin nomor saya", "remove me", "remove me from list", "take me off list",
    "take me off this list", "remove me from this list", "take me off your list", "remove me from your list",
    "leave me alone", "tinggalkan saya sendiri",
})  # fmt: skip
"""Whole messages, without "tolong" and the like."""
_AFTER = frozenset({
    "ga usah", "gak usah", "nggak usah", "tidak usah", "ora usah", "teu kudu", "teu perlu", "kaga usah", "ga perlu",
    "gak perlu", "tidak perlu", "no need", "ga mau", "gak mau", "tidak mau", "kaga mau", "ora gelem", "teu hoyong",
    "males", "malas", "bosen", "bosan", "capek", "not interested", "tidak tertarik", "ga tertarik",
    "batal", "cancel", "keluar", "off", "remove",
})  # fmt: skip
"""These, too, right after an announcement."""
_FRAMES = frozenset({"tolong", "dong", "donk", "ya", "yah", "min", "pak", "bu", "kak", "mas", "mbak", "please",
                     "pls", "deh", "lah", "nih", "sih", "mohon", "udah", "sudah", "dah", "aja", "saja", "atuh", "ah",
                     "the"})  # fmt: skip


def wants_no_more(words: str, after_announcement: bool) -> bool:
    """Whether the message wants announcements to end. Right after one (within a day) a short word is enough, such as
    "ganggu" or "ga usah", that means nothing else there."""
    told = _told(words)
    if not 0 < len(told) <= _MOST_WORDS:
        return False
    if _framed(told) in (_ALWAYS | _AFTER if after_announcement else _ALWAYS):
        return True
    said = _kinds(told)
    if said is None or _Is.START in said or _takes_back(said):
        return False
    return _ends_it(set(said), after_announcement)


def wants_again(words: str) -> bool:
    """Whether the message wants announcements to come again: "mulai lagi", "langganan lagi", "subscribe again"."""
    told = _told(words)
    if not 0 < len(told) <= _MOST_WORDS:
        return False
    kinds = {_starting(word) for word in told}
    if None in kinds or not kinds & {_Is.START, _Is.NEWS, _Is.SEND, _Is.GET} or _Is.AGAIN not in kinds:
        return False
    return not kinds & {_Is.NOT, _Is.STOP, _Is.CANCEL, _Is.BOTHER, _Is.ENOUGH}


def _ends_it(said: set[_Is], after: bool) -> bool:
    if _Is.STOP in said or (_Is.CANCEL in said and _Is.NEWS in said):
        return True
    if _Is.NOT in said:
        return _refuses(said, after)
    if _Is.ENOUGH in said and _Is.NEWS in said:
        return True
    return after and bool(said & {_Is.BOTHER, _Is.ENOUGH})


def _refuses(said: set[_Is], after: bool) -> bool:
    """A no with what it is about: "jangan kirim lagi", "ga mau pengumuman", "jangan ganggu"."""
    if _Is.GET in said and _Is.WISH not in said:
        return False  # "ga dapet info lagi" complains that nothing comes
    if _Is.NEWS in said and said & {_Is.SEND, _Is.WISH, _Is.AGAIN}:
        return True
    if _Is.AGAIN in said and said & {_Is.SEND, _Is.GET, _Is.BOTHER, _Is.THINGS}:
        return True
    return after and bool(said & {_Is.SEND, _Is.BOTHER, _Is.NEWS})


def _takes_back(said: Sequence[_Is]) -> bool:
    """ "Jangan berhenti", "ga mau stop": a no that belongs to the stop itself."""
    open_no = False
    for kind in said:
        if kind is _Is.NOT:
            open_no = True
        elif kind in {_Is.STOP, _Is.CANCEL} and open_no:
            return True
        elif kind not in {_Is.WISH, _Is.FILL}:
            open_no = False
    return False


def _told(words: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", words).casefold().translate(_APOSTROPHES)
    folded = _STRETCHED.sub(r"\1", folded)
    folded = _TWICE.sub(r"\1", _NOT_WORD.sub(" ", folded).strip())
    return [part for word in folded.split() for part in _SPLIT.get(word, word).split()]


def _framed(told: Sequence[str]) -> str:
    """Without words of courtesy."""
    return " ".join(word for word in told if word not in _FRAMES)


def _kinds(told: Sequence[str]) -> list[_Is] | None:
    """None as soon as one of the words is about something else."""
    found = []
    for at in range(len(told)):
        kind = _kind_of(at, told)
        if kind is None:
            return None
        found.append(kind)
    return found


def _kind_of(at: int, told: Sequence[str]) -> _Is | None:
    """ "Aja" is Javanese for "don't" where it comes first, and Indonesian for "just" elsewhere; "mulai besok" is no
    start of anything."""
    word = told[at]
    if word in {"aja", "ulang"}:
        return _Is.NOT if at == 0 and len(told) > 1 else _Is.FILL
    if word == "mulai":
        return _Is.FILL if set(told) & {"besok", "sekarang", "hari", "now"} else _Is.START
    return _meaning(word)


def _starting(word: str) -> _Is | None:
    if word in set(_WORDS[_Is.START].split()):
        return _Is.START
    return _meaning(word)


def _meaning(word: str) -> _Is | None:
    for form in _forms(word):
        if form in _MEANS:
            return _MEANS[form]
    if len(word) < _LONG_WORD:
        return None
    near = (known for known in _MEANS if len(known) >= _LONG_WORD and known[0] == word[0] and _one_slip(word, known))
    return next((_MEANS[known] for known in near if _MEANS[known] not in {_Is.FILL, _Is.WISH}), None)


def _forms(word: str) -> Iterator[str]:
    """As typed, with letters typed twice, with "2" for saying it twice, and with its endings."""
    yield word
    yield _DOUBLED.sub(r"\1", word)
    bare = word.removesuffix("2")
    yield bare
    for ending in ("nya", "lah", "kah", "ku", "in"):
        if bare.endswith(ending) and len(bare) - len(ending) > 2:
            yield bare.removesuffix(ending)


_OTHER_WORDS = frozenset({"terhenti", "pelanggan", "kirimkan", "berhenti2", "informan", "serakan", "siasat", "massage"})
"""A letter away from one of ours, and words of their own."""


def _one_slip(word: str, known: str) -> bool:
    """One letter wrong, missing, too many, or two neighbours swapped."""
    if word in _OTHER_WORDS or abs(len(word) - len(known)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, wanted = word[at:], known[at:]
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
