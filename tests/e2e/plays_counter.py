"""What residents say when they register ahead, want their data, link two apps, or send a voice message."""

from __future__ import annotations

from collections.abc import Sequence

from tests.e2e.play import Play
from tests.e2e.stage import Stage

_DAY = r"(Senin|Selasa|Rabu|Kamis|Jumat), \d+ \w+"


async def _registering(stage: Stage) -> None:
    stage.scene("Registered ahead")
    await stage.says("mau daftar bikin ktp baru buat anak saya")
    await stage.taps("Pilih waktu")
    await stage.taps_one_of(_DAY, 3)
    await stage.says("jam 9")
    await stage.says("Dimas Pratama")
    await stage.says("5 mei 2008")
    await stage.taps("Kirim")
    stage.scene("Another time suits better")
    await stage.says("ajukan permohonan")
    await stage.taps_one_of(_DAY, 0)
    await stage.taps("Pindah waktu")
    await stage.taps_one_of(_DAY, 4)
    await stage.taps("10.00-10.30")
    stage.scene("Cancelled")
    await stage.taps("Batalkan janji")
    await stage.taps("Ya, batalkan")
    stage.scene("Free words, a day without a free time, and a question in between")
    await stage.says("mau daftar kia buat anak hari minggu jam 10")
    await stage.says("ya")
    await stage.taps_one_of(_DAY, 3)
    await stage.says("bayar ga?")
    await stage.says("Anisa")
    await stage.says("5 mei 2018")
    await stage.taps("Ubah")
    await stage.taps("Pukul")
    await stage.says("jam 12")
    await stage.says("batal")


async def _visits(stage: Stage) -> None:
    stage.scene("When the mobile service comes")
    await stage.says("mobil keliling dukcapil kapan ke sini")


async def _at_home(stage: Stage) -> None:
    stage.scene("For whom it is")
    await stage.says("bisa minta petugas datang ke rumah?")
    await stage.taps("Lansia")
    stage.scene("Not for everybody")
    await stage.says("minta kunjungan ke rumah dong")
    await stage.taps("Bukan semuanya")


async def _data(stage: Stage) -> None:
    stage.scene("All that is kept, as a file")
    await stage.says("ktp hilang gimana")
    await stage.says("data saya")


async def _linking(stage: Stage) -> None:
    other = stage.elsewhere("whatsapp", "Warga di WhatsApp")
    stage.scene("A code on Telegram, written on WhatsApp")
    await stage.says("hubungkan")
    code = stage.reads_code()
    await other.says(f"hubungkan {code}")
    await stage.hears()
    stage.scene("Parted again")
    await other.says("putuskan")


async def _announcements(stage: Stage) -> None:
    stage.scene("Yes, topics in words, and where one lives")
    await stage.says("langganan")
    await stage.taps("Ya, saya mau")
    await stage.says("ktp sama akta, keliling juga")
    await stage.says("rt 5")
    await stage.says("3")
    stage.scene("What one has, one topic less, others chosen")
    await stage.says("saya langganan apa")
    await stage.says("berhenti topik akta")
    await stage.says("ubah topik")
    await stage.taps("Kantor tutup atau libur")
    await stage.taps("Pindah alamat")
    await stage.taps("Lanjut")
    stage.scene("Something else with the same words, and no more")
    await stage.says("saya berhenti kerja, ubah pekerjaan di kk gimana")
    await stage.says("jangan kirim-kirim lagi ya min")
    await stage.says("langganan saya")


async def _stopping(stage: Stage) -> None:
    stage.scene("Everything, without telling where one lives; then no more, in Javanese")
    await stage.says("mau langganan")
    await stage.says("ya")
    await stage.taps("Semua topik")
    await stage.taps("Lewati")
    await stage.says("ojo ngirim maneh mas")
    stage.scene("Again, and no more in Sundanese, in the middle of the questions")
    await stage.says("langganan lagi dong")
    await stage.says("iya")
    await stage.says("ulah ngirim deui atuh")
    stage.scene("In Betawi, from the page of what one has")
    await stage.says("langganan")
    await stage.says("iye")
    await stage.says("lewati")
    await stage.says("RW 03 aja")
    await stage.taps("Langganan saya")
    await stage.taps("Ubah RT/RW")
    await stage.says("7/2")
    await stage.says("kaga usah kirim lagi ye")
    stage.scene("In English")
    await stage.says("english please")
    await stage.says("subscribe")
    await stage.says("yes")
    await stage.says("id card and moving")
    await stage.says("skip")
    await stage.says("my subscription")
    await stage.says("stop sending me messages please")


async def _spoken(stage: Stage) -> None:
    stage.scene("A voice message is for the officers")
    await stage.sends("voice")


COUNTER_PLAYS: Sequence[Play] = (
    Play("daftar", "Ajukan permohonan", "registering ahead, moving and cancelling", "telegram", _registering),
    Play("keliling", "Jadwal keliling", "the mobile service's dates", "whatsapp", _visits),
    Play("kunjungan", "Kunjungan ke rumah", "a visit at home, and for whom it is", "telegram", _at_home),
    Play("data-saya", "Data saya", "getting all that is kept as a file", "whatsapp", _data),
    Play("hubungkan", "Hubungkan dua aplikasi", "one person on Telegram and WhatsApp", "telegram", _linking),
    Play("langganan", "Langganan", "announcements about some topics, changed, and no more", "whatsapp", _announcements),
    Play("berhenti", "Berhenti langganan", "no more announcements, in five languages", "telegram", _stopping),
    Play("pesan-suara", "Pesan suara", "a voice message", "telegram", _spoken),
)
