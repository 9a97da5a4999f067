"""What every page of the console does by itself: keys that can be switched off, drafts, and telling what went wrong."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.contract.test_conversation_acts import waiting
from tests.conversation import path_of
from tests.e2e.test_console_conversation import Floor, floor

__all__ = ["floor"]
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"


async def test_keys_of_one_letter_are_switched_off_on_the_account_and_on_again_in_the_list(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", "/console/akun")
    await page.get_by_role("checkbox", name="Pakai tombol satu huruf").uncheck()
    await page.goto(floor.base + path_of(conversation))
    await page.keyboard.press("?")
    await page.keyboard.press("c")
    await page.keyboard.press("r")
    await expect(page.locator("#keys")).to_be_hidden()
    await expect(page.locator("#standing")).to_contain_text("Menunggu petugas")
    await expect(page.locator("#words")).not_to_be_focused()
    await page.get_by_role("button", name="Tombol papan ketik").click()
    await page.get_by_role("checkbox", name="Pakai tombol satu huruf").check()
    await page.get_by_role("button", name="Tutup").click()
    await page.keyboard.press("c")
    await expect(page.locator("#standing")).to_contain_text("Anda memegang")


async def test_the_list_of_keys_tells_those_of_rows_only_where_there_are_rows(floor: Floor) -> None:
    await waiting(floor.chat)
    page = await floor.window("sari", "/console/inbox")
    await page.keyboard.press("?")
    keys = page.locator("#keys")
    await expect(keys).to_contain_text("Baris berikutnya / sebelumnya")
    await expect(keys).to_contain_text("Pilih percakapan di baris ini")
    await expect(keys).to_contain_text("Ambil percakapan di baris ini")
    await page.goto(f"{floor.base}/console/akun")
    await page.keyboard.press("?")
    await expect(keys).to_contain_text("Daftar ini")
    for line in await page.locator("[data-keys-of-rows]").all():
        await expect(line).to_be_hidden()


async def test_the_list_of_keys_names_no_key_twice(floor: Floor) -> None:
    page = await floor.window("sari", path_of(await waiting(floor.chat)))
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_contain_text("Tunda")
    await expect(page.locator("#keys")).not_to_contain_text("(s)")


async def test_what_was_written_comes_back_with_a_word_about_it_and_signing_out_takes_it_away(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation))
    await page.get_by_label("Catatan baru").fill("Ibu Rahma, Jalan Melati 5.")
    await page.reload()
    await expect(page.get_by_label("Catatan baru")).to_have_value("Ibu Rahma, Jalan Melati 5.")
    await expect(page.locator("#told")).to_have_text("Tulisan yang belum terkirim dikembalikan.")
    page.once("dialog", lambda dialog: dialog.dismiss())
    await page.get_by_role("button", name="Keluar").click()
    assert len(await page.evaluate(DRAFTS)) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Keluar").click()
    await expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert await page.evaluate(DRAFTS) == []


async def test_who_wrote_nothing_signs_out_unasked(floor: Floor) -> None:
    page = await floor.window("sari", "/console/akun")
    await page.get_by_role("button", name="Keluar", exact=True).click()
    await expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


async def test_that_the_line_is_back_is_told(floor: Floor) -> None:
    page = await floor.window("sari", "/console/akun")
    await page.context.set_offline(True)
    await expect(page.locator("#offline")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator("#told")).to_have_text("Tersambung lagi.")


async def test_a_session_that_ended_is_told_however_fast_one_types(floor: Floor) -> None:
    page = await floor.window("sari", path_of(await waiting(floor.chat)))
    await page.context.clear_cookies()
    await page.locator("#words").press_sequentially("Besok pagi, Bu.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#problem")).to_contain_text("Sesi sudah berakhir")
    await expect(page.locator("#words")).to_have_value("Besok pagi, Bu.")


async def test_another_request_that_gets_through_leaves_the_problem_standing(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation))
    kept = await page.context.cookies()
    await page.context.clear_cookies()
    await page.locator("#words").fill("Besok pagi, Bu.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#problem")).to_contain_text("Sesi sudah berakhir")
    await page.context.add_cookies(kept)  # type: ignore[arg-type]
    async with page.expect_response("**/hadir"):
        await page.evaluate("htmx.ajax('POST', location.pathname + '/hadir', {swap: 'none'})")
    await expect(page.locator("#problem")).to_contain_text("Sesi sudah berakhir")
    await page.locator("#words").press("Control+Enter")
    await expect(page.locator("#pending")).to_contain_text("Besok pagi, Bu.")
    await expect(page.locator("#problem")).to_be_empty()


async def test_a_password_that_must_be_changed_opens_no_stream_and_no_error(floor: Floor) -> None:
    account = (await floor.office.person("rina"), await floor.office.room.accounts.by_login("rina"))[1]
    await floor.office.room.accounts.set_password(account.id, "x", must_change=True)
    secret = await floor.office.room.sessions.begin(account.id, complete=True, device="Firefox")
    context = await floor.browser.new_context(locale="id-ID")
    await context.add_cookies([{"name": "console", "value": secret, "url": floor.base}])
    page, told = await context.new_page(), list[Any]()
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: told.append(request.url) if "/live" in request.url else None)
    await page.goto(f"{floor.base}/console/sandi", wait_until="networkidle")
    await expect(page.get_by_role("heading", name="Ganti kata sandi")).to_be_visible()
    assert told == []
