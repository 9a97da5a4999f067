"""What residents say in each dialogue of docs/transkrip. All people, numbers and cases are invented."""

from __future__ import annotations

from collections.abc import Sequence

from tests.e2e.play import Play
from tests.e2e.plays_counter import COUNTER_PLAYS
from tests.e2e.stage import Stage

READY_SOON, BORN = "261102-0137-8", "17-8-1985"
"""An application of the simulator's service, and who it is for."""


async def _status(stage: Stage) -> None:
    stage.scene("A wrong number, a wrong date of birth, and the right ones")
    await stage.says("bu mau cek status ktp saya sudah jadi belum")
    await stage.says("261102-0137-5")
    await stage.says("oh salah lihat bu, 261102 0137 8")
    await stage.says("17 agustus 1958")
    await stage.taps("Cek status permohonan")
    await stage.says(READY_SOON)
    await stage.says(BORN)
    stage.scene("Being told of the change")
    await stage.taps("Kabari saya")
    await stage.application_goes_on(READY_SOON)
    await stage.says("kapan bisa diambil?")
    await stage.says("where do I go")
    await stage.says("bawa apa aja")
    await stage.says("makasih ya")
    stage.scene("Something else in the middle of a look-up")
    await stage.says("cek status")
    await stage.says("ktp hilang gimana caranya")
    await stage.says("sudah 3 kali saya datang belum ada kabar")
    await stage.says("batal")


async def _complaint(stage: Stage) -> None:
    stage.scene("Told step by step, one answer corrected before sending")
    await stage.says("mau mengadu")
    await stage.taps("Lambat atau antre lama")
    await stage.says("Saya antre dari jam tujuh pagi sampai siang, nomor saya dilewati terus di loket dua")
    await stage.taps("Kemarin")
    await stage.says("di kantor kelurahan, loket 2")
    await stage.sends("photo")
    await stage.taps("Lanjut")
    await stage.says("Rahma")
    await stage.taps("Petugas boleh tahu")
    await stage.taps("Ubah")
    await stage.taps("Tempat")
    await stage.says("loket 3, bukan loket 2")
    await stage.taps("Kirim")
    stage.scene("All at once, as many write")
    await stage.says("toilet di ruang tunggu kotor sekali dan kerannya mati, kasihan ibu-ibu yang bawa anak")
    await stage.says("tiap hari")
    await stage.says("lanjut")
    await stage.says("tidak ada")
    await stage.says("tanpa nama")
    await stage.says("boleh")
    await stage.says("kirim")


async def _short(stage: Stage) -> None:
    stage.scene("A grievance that got an answer, and then becomes a complaint")
    await stage.says("udah bolak balik 5 kali ktp belum jadi juga!!!")
    await stage.taps("Buat pengaduan")
    await stage.says("tiap ditanya jawabannya sabar terus")
    await stage.taps("Lambat atau antre lama")
    await stage.says("di loket kemarin")
    await stage.says("udah sampe mana laporan saya")
    await stage.says("lanjut")
    await stage.taps("Tanpa nama")
    await stage.taps("Anonim")
    await stage.taps("Kirim")
    await stage.says("laporan saya gimana")


async def _bribe(stage: Stage) -> None:
    stage.scene("Money asked for by somebody outside the office")
    await stage.says("pak rt minta 100rb buat surat pengantar")
    await stage.taps("Buat pengaduan")
    await stage.taps("Cukup itu")
    await stage.taps("Hari ini")
    await stage.says("di rumah pak rt")
    await stage.says("lanjut")
    await stage.taps("Tanpa nama")
    await stage.taps("Rahasia")
    await stage.taps("Kirim")


async def _anonymous(stage: Stage) -> None:
    stage.scene("Asked for money: secret unless the resident wants it otherwise")
    await stage.says("saya mau lapor, tadi dimintai uang lima puluh ribu sama orang di depan loket")
    await stage.says("tadi pagi")
    await stage.says("depan loket, dekat parkiran motor")
    await stage.taps("Lanjut")
    await stage.taps("Tanpa nama")
    await stage.taps("Anonim")
    await stage.says("ya")


async def _suggestion(stage: Stage) -> None:
    stage.scene("A suggestion in one go")
    await stage.says(
        "usul bu, tolong disediakan kursi prioritas untuk lansia di ruang tunggu, kami yang tua capek berdiri"
    )
    await stage.says("Bu Tini RT 05")
    await stage.says("ya")
    stage.scene("Asked for step by step, too short at first")
    await stage.says("mau kasih saran")
    await stage.taps("Saran")
    await stage.says("loket")
    await stage.says("buka loket malam sekali seminggu untuk yang kerja")
    await stage.taps("Tanpa nama")
    await stage.taps("Kirim")


async def _information(stage: Stage) -> None:
    stage.scene("In English")
    await stage.says("ask for information")
    await stage.says(
        "How many families in RW 04 got a new family card this year, and how much did the office spend on it?"
    )
    await stage.says("Anna, RT 02/RW 04")
    await stage.says("yes")
    await stage.says("news of my report")


async def _ticket(stage: Stage) -> None:
    stage.scene("A report is made and looked up")
    await stage.says("mau mengadu")
    await stage.taps("Tempat atau fasilitas")
    await stage.says("lampu di gang depan balai RW mati sudah seminggu, gelap sekali kalau malam")
    await stage.says("seminggu ini")
    await stage.says("gang depan balai RW 04")
    await stage.says("tidak ada")
    await stage.says("Pak Karta")
    await stage.taps("Petugas boleh tahu")
    await stage.taps("Kirim")
    await stage.says("cek tiket")
    await stage.says("1234-5678")
    await stage.says("{nomor}")
    stage.scene("Officers work on it")
    await stage.case("--state", "verified", "--say", "Sudah kami teruskan ke petugas PJU.", "--author", "sari")
    await stage.case("--state", "answered", "--say", "Lampu sudah diganti tadi siang.", "--author", "sari")
    stage.scene("It is not solved after all")
    await stage.taps("Buka lagi")
    await stage.taps("Tambah keterangan")
    await stage.says("semalam mati lagi pak, cuma nyala sebentar")
    await stage.taps("Lanjut")
    stage.scene("Now it is")
    await stage.case("--state", "answered", "--say", "Kabelnya yang rusak, sudah diganti.", "--author", "sari")
    await stage.taps("Sudah beres")


async def _officer(stage: Stage) -> None:
    stage.scene("Into the queue, and the bot goes on answering")
    await stage.says("ktp saya kapan jadi, mau bicara dengan petugas")
    await stage.says("sambil nunggu, bikin ktp bayar berapa ya?")
    await stage.says("halo kok lama")
    await stage.says("nomor telepon kantor berapa?")
    stage.scene("An officer takes over")
    await stage.desk("claim")
    await stage.says("saya rekam bulan lalu bu, belum ada kabar")
    await stage.desk("answer", "Sudah jadi, Bu. Besok pagi bisa diambil di loket 2.")
    await stage.says("alhamdulillah, makasih bu Sari")
    stage.scene("The resident takes the bot back")
    await stage.says("bot")
    await stage.says("ngambil ktp bawa apa aja?")
    stage.scene("Once more, and the officer gives the conversation back")
    await stage.says("petugas")
    await stage.desk("claim")
    await stage.desk("release")


async def _feedback(stage: Stage) -> None:
    stage.scene("It did not help, and why")
    await stage.says("ktp sy ilang di krl gmn ya")
    await stage.taps("Tidak membantu")
    await stage.taps("Susah dimengerti")
    stage.scene("In the resident's own words")
    await stage.says("bikin ktp bayar berapa?")
    await stage.says("tidak membantu")
    await stage.taps("Tulis sendiri")
    await stage.says("saya mau tahu kalau sudah jadi ambilnya bayar lagi tidak")
    stage.scene("It helped")
    await stage.says("loket buka jam berapa")
    await stage.taps("Membantu")


async def _erasure(stage: Stage) -> None:
    stage.scene("On second thoughts not")
    await stage.says("hapus data saya")
    await stage.taps("Jangan")
    stage.scene("Erased")
    await stage.says("hapus data")
    await stage.taps("Ya, hapus semua")
    await stage.says("halo")


async def _text_only(stage: Stage) -> None:
    stage.scene("Numbers in place of buttons")
    await stage.says("teks saja")
    await stage.says("1")
    await stage.says("2")
    await stage.says("1")
    await stage.says("2")
    stage.scene("A dialogue with numbers")
    await stage.says("mau kasih saran")
    await stage.says("1")
    await stage.says("tolong papan petunjuk loket dibuat lebih besar tulisannya")
    await stage.says("1")
    await stage.says("1")
    stage.scene("Buttons again")
    await stage.says("pakai tombol lagi")


async def _language(stage: Stage) -> None:
    stage.scene("By word, and back by button")
    await stage.says("english please")
    await stage.says("I lost my KTP")
    await stage.says("language")
    await stage.taps("Bahasa Indonesia")
    await stage.says("ktp saya hilang")


async def _digression(stage: Stage) -> None:
    stage.scene("A question in the middle of a complaint")
    await stage.says("mau mengadu")
    await stage.taps("Sikap petugas")
    await stage.says("loket buka jam berapa?")
    await stage.says("petugas loket satu marah-marah ke ibu saya karena jalannya pelan")
    await stage.says("ktp hilang gimana ya?")
    await stage.taps("Kemarin")
    await stage.says("menu")
    stage.scene("And on with it")
    await stage.taps("Lanjut")
    await stage.says("lanjut")
    await stage.says("Rahma")
    await stage.says("rahasia")
    await stage.taps("Kirim")


async def _leaving(stage: Stage) -> None:
    stage.scene("By word")
    await stage.says("mau mengadu")
    await stage.taps("Data salah")
    await stage.says("ga jadi")
    stage.scene("By button, at the very end")
    await stage.says("mau kasih saran")
    await stage.taps("Saran")
    await stage.says("tolong jam istirahat loket digilir supaya tetap ada yang jaga")
    await stage.says("Rahma")
    await stage.taps("Batal")
    stage.scene("Nothing is going on")
    await stage.says("batal")


PLAYS: Sequence[Play] = (
    Play(
        "cek-status", "Cek status permohonan", "how far an application is, and news of its change", "telegram", _status
    ),
    Play("keluhan", "Keluhan", "a complaint, step by step and all at once", "whatsapp", _complaint),
    Play(
        "keluhan-anonim", "Keluhan anonim", "a complaint about money asked for, without a name", "telegram", _anonymous
    ),
    Play("keluhan-singkat", "Keluhan singkat", "a grievance kept, a story told in parts", "telegram", _short),
    Play("pungli", "Dimintai uang", "an answer first, then a secret complaint", "whatsapp", _bribe),
    Play("saran", "Saran", "a suggestion", "whatsapp", _suggestion),
    Play("minta-informasi", "Minta informasi", "a request for information, in English", "telegram", _information, "en"),
    Play("tiket", "Kabar laporan", "a report's way: looked up, answered, opened again, solved", "whatsapp", _ticket),
    Play("petugas", "Bicara dengan petugas", "hand-over to an officer and back", "telegram", _officer),
    Play("umpan-balik", "Umpan balik", "telling whether an answer helped, and why not", "whatsapp", _feedback),
    Play("hapus-data", "Hapus data", "having one's data erased", "telegram", _erasure),
    Play("teks-saja", "Teks saja", "numbers in place of buttons", "whatsapp", _text_only),
    Play("bahasa", "Ganti bahasa", "English and back", "telegram", _language),
    Play(
        "pertanyaan-di-tengah", "Pertanyaan di tengah", "questions in the middle of a dialogue", "whatsapp", _digression
    ),
    *COUNTER_PLAYS,
    Play("batal", "Batal", "leaving a dialogue", "telegram", _leaving),
)
