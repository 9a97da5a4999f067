"""Photos and voice notes of cases: fetched, cleaned, sealed, and thrown away where they belong to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.attachments import ChannelAttachments
from bot.domain.cases import AddToCase
from bot.domain.errors import MediaError, MediaGone, MediaUnavailable
from bot.domain.messages import ChannelName, Media, MediaKind
from bot.store.case_files import CaseFiles
from tests.contract.office import OFFICER, PHOTO, Office
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel
from tests.pictures import photo


async def test_a_photo_is_kept_once_without_what_the_phone_wrote_into_it(office: Office) -> None:
    channel = FakeChannel(files={"photo-1": photo(), "voice-1": b"OggS"})
    files = CaseFiles(office.database)
    attachments = ChannelAttachments({ChannelName.TELEGRAM: channel}, files)
    case = await office.opened()
    await attachments.keep(case.key, ChannelName.TELEGRAM, PHOTO)
    channel.files.pop("photo-1")
    await attachments.keep(case.key, ChannelName.TELEGRAM, PHOTO)
    await attachments.keep(case.key, ChannelName.TELEGRAM, Media(MediaKind.VOICE, "voice-1", "audio/ogg"))
    kept = (await office.desk.read(case.number, OFFICER)).files
    assert [(file.media, file.mime_type) for file in kept] == [("photo", "image/jpeg"), ("voice", "audio/ogg")]
    assert b"Rahma" not in await office.desk.file(case.number, kept[0].id, OFFICER)


@pytest.mark.parametrize(
    ("channel", "media_id", "error"),
    [(ChannelName.TELEGRAM, "gone", MediaGone), (ChannelName.WHATSAPP, "photo-1", MediaUnavailable)],
)
async def test_a_file_that_cannot_be_had_keeps_nothing(
    office: Office, channel: ChannelName, media_id: str, error: type[MediaError]
) -> None:
    attachments = ChannelAttachments({ChannelName.TELEGRAM: FakeChannel()}, CaseFiles(office.database))
    with pytest.raises(error):
        await attachments.keep("k", channel, replace(PHOTO, media_id=media_id))
    assert await rows(office.database, "SELECT count(*) FROM case_file") == [(0,)]


async def test_files_of_dialogues_that_ended_in_nothing_are_thrown_away(office: Office) -> None:
    files = CaseFiles(office.database)
    case = await office.opened()
    await office.do(AddToCase(case.number, "added", office.person, "x"))
    for key in (case.key, "added", "cancelled"):
        await files.keep(key, PHOTO, "image/jpeg", photo())
    assert await files.drop_orphans() == 0
    await rows(office.database, "UPDATE case_file SET created_at = created_at - interval '31 days' RETURNING id")
    assert await files.drop_orphans() == 1
    assert [key for (key,) in await rows(office.database, "SELECT key FROM case_file ORDER BY key")] == sorted(
        [case.key, "added"]
    )
