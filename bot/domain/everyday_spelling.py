"""How words are spelt in messages: everyday spellings of the same word, and words that say nothing about the matter.
For comparing messages (`bot.domain.likeness`); the model that understands them learns spellings by itself."""

from __future__ import annotations

from collections.abc import Mapping

_SPELLINGS = """
tidak: ga gak gk ngga nggak enggak engga kagak tak tdk ndak g ora mboten teu
belum: blm belom blum durung
sudah: udah udh sdh dah uda sampun geus wis
bagaimana: gimana gmn gmna gimna piye kepriye kumaha how
bagaimana cara: caranya
kenapa: knp knapa mengapa ngapa why
berapa: brp brapa piro sabaraha how
kapan: kpn when
mana: mn dimana where
apa: ap apaan what
saya: sy sya aku gue gw gua ane kulo kula abdi me i my
hilang: ilang kehilangan hilangnya lost raib keselip kecopetan dicopet tercecer
buat: bikin bikinin buatin gawe ngadamel make
urus: ngurus mengurus ngurusin urusin
anak: anaknya
syarat: syaratnya persyaratan sarat requirement requirements dokumen berkas
biaya: bayar bayaran ongkos tarif harga fee cost
rusak: patah sobek robek buram pudar luntur
alamat: almt
ganti: ubah rubah ngubah merubah mengganti tukar
pindah: pindahan pindahin moving
jadi: selesai kelar rampung ready
ambil: ngambil pengambilan jemput
kartu keluarga: kk
ktp: ektp ktpel
lahir: kelahiran birth
mati: meninggal wafat kematian almarhum death
nikah: menikah kawin married
cerai: bercerai divorce
daftar: ndaftar mendaftar registrasi register
online: onlen aplikasi app web website
buka: jam open
lama: lamanya
orang: org
yang: yg
untuk: utk buat
dengan: dgn dg
karena: krn karna
bisa: bs bsa can saged
harus: hrs kudu wajib must
rekam: perekaman rekaman ngerekam
"""

SAME: Mapping[str, str] = {
    spelt: word
    for line in _SPELLINGS.strip().splitlines()
    for word, _, spellings in [line.partition(":")]
    for spelt in spellings.split()
}
"""Everyday spelling → the word (or words) it stands for."""

_FILLERS = """
halo hallo hai hi helo selamat pagi siang sore malam assalamualaikum assalamu alaikum ass wr wb permisi punten kak ka
kakak min admin mimin pak bu bapak ibu mas mbak mba bang gan sis bro om tante mohon tolong maaf please pls ya yah yaa
dong sih deh nih kok lah kan loh lho aja saja gitu kah terima kasih makasih trims thanks thank you nuwun hatur saya
tanya nanya mau ingin pengen pingin pgn minta itu ini yang untuk di ke dari dan atau dengan ada kalau kalo klo jika
pun juga lagi nya the a an to is of and for in on do with seseorang nomor situs email tanggal sekian sejumlah uang
apakah cara info
"""
FILLERS = frozenset(_FILLERS.split())
