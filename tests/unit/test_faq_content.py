"""The content shipped with the project, and the check that guards it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.entities import Document
from bot.domain.service import Stage
from faq.book import FOLDER, SAMPLE_OFFICE, load_book
from faq.check import main, problems, taxonomy_labels
from faq.files import Content, read_content
from faq.placeholders import placeholders
from faq.schema import InBoth, Menu, Topic
from handlers.dialogues import DIALOGUES
from handlers.elsewhere import OFFICES
from handlers.not_yet import GAPS
from handlers.tasks import TASKS
from tests.fakes_book import NOW, topic_dict, topic_file

LABELS = taxonomy_labels()
CONTENT = read_content(FOLDER, SAMPLE_OFFICE)
HANDLERS = FOLDER.parent / "handlers"
PAGES = FOLDER.parent / "console"


def test_all_content_fits_together() -> None:
    assert problems(CONTENT, LABELS) == []


def test_the_check_says_so_by_its_exit_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([]) == 0
    assert main([str(tmp_path / "nowhere.yml")]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_the_book_loads() -> None:
    assert load_book(SAMPLE_OFFICE, lambda: NOW).office().sample


def test_every_task_of_the_taxonomy_has_a_rule_and_no_rule_is_left_over() -> None:
    assert {f"task/{task}" for task in TASKS} == {label for label in LABELS if label.startswith("task/")}


def test_every_label_of_the_taxonomy_has_a_title() -> None:
    assert CONTENT.titles.keys() == LABELS


def test_every_phrase_has_both_languages_with_the_same_places() -> None:
    different = [key for key, text in CONTENT.phrases.items() if placeholders(text.id) != placeholders(text.en)]
    assert different == []


def phrases_of_dialogues(*, with_names: bool) -> set[str]:
    """What the dialogues say by a name made of their own and their steps'. Steps are named where all is confirmed."""
    steps = [(dialogue, step) for dialogue in DIALOGUES.values() for step in dialogue.steps]
    named = {f"name_{dialogue.name}_{step.name}" for dialogue, step in steps if dialogue.confirm or with_names}
    confirmed = {f"confirm_{dialogue.name}" for dialogue in DIALOGUES.values() if dialogue.confirm}
    more = {f"more_{dialogue.name}_{step.name}" for dialogue, step in steps if step.many}
    return {f"ask_{dialogue.name}_{step.name}" for dialogue, step in steps} | named | confirmed | more


def phrases_by_kind() -> set[str]:
    kept = ("conversations", "consents", "choices", "cases", "bookings", "lookups", "messages")
    looked = {f"data_file_{name}" for name in kept} | {
        f"lookup_{outcome}" for outcome in ("found", "wrong", "locked", "down")
    }
    looked |= {f"elsewhere_{office}" for office in OFFICES}
    return {f"stage_{stage}" for stage in Stage} | {f"document_{kind}" for kind in Document} | looked


def test_every_step_of_every_dialogue_has_its_words() -> None:
    wanted = phrases_of_dialogues(with_names=False) | phrases_by_kind()
    assert wanted - CONTENT.phrases.keys() == set()


def test_every_phrase_is_used_somewhere() -> None:
    speakers = [
        *(path for folder in (HANDLERS, PAGES) for path in folder.rglob("*.py")),
        *(*FOLDER.glob("*.py"), *PAGES.rglob("*.html"), FOLDER.parent / "bot" / "campaign_wording.py"),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in speakers)
    named = set(re.findall(r"""["']([a-z_]+)["']""", code)) | GAPS.keys() | phrases_of_dialogues(with_names=True)
    named |= phrases_by_kind()
    families = (
        "button_",
        "channel_",
        "command_",
        "group_",
        "language_",
        "case_kind_",
        "case_state_",
        "case_next_",
        "name_kind_",
        "part_of_day_",
    )
    assert [key for key in CONTENT.phrases if key not in named and not key.startswith(families)] == []


def wrong(**changes: object) -> list[str]:
    """What the check says of the content with something changed."""
    return problems(replace(CONTENT, **changes), LABELS)  # type: ignore[arg-type]


def with_topic(topic: Topic) -> dict[str, Topic]:
    return {**CONTENT.topics, topic.id: topic}


def with_phrase(key: str, indonesian: str, english: str) -> dict[str, InBoth]:
    return {**CONTENT.phrases, key: InBoth(id=indonesian, en=english)}


def test_the_check_finds_trouble_in_a_topic() -> None:
    bad = topic_dict("kia", related=["nonsense", "kia"], review_again_on="2026-11-24")
    bad["texts"]["en"] |= {"steps": [], "where": "At {office_colour}."}
    found = "\n".join(wrong(topics=with_topic(Topic.model_validate(bad))))
    assert "related nonsense" in found
    assert "related kia" in found
    assert "review_again_on" in found
    assert "office_colour in en" in found
    assert "steps is written in one language only" in found


def test_the_check_finds_topics_outside_the_taxonomy() -> None:
    found = wrong(topics=with_topic(topic_file("nonsense")))
    assert "topic nonsense: not in the taxonomy" in found
    assert "menu.yml: nonsense is in no group" in found


def test_the_check_finds_an_id_too_long_for_a_button() -> None:
    name = "x" * 50
    assert f"topic {name}: the id is too long for a button" in wrong(topics=with_topic(topic_file(name)))


@pytest.mark.parametrize(
    ("key", "indonesian", "english", "problem"),
    [
        ("menu", "Halo {office_name}", "Hello", "phrase menu: the languages have different placeholders"),
        ("menu", "{x}", "{x}", "phrase menu: unknown placeholder x"),
        ("menu", "x" * 900, "x", "phrase menu: longer than 824 characters"),
        ("button_steps", "x" * 25, "x", "phrase button_steps: longer than 24 characters"),
        ("list_label", "x" * 21, "x", "phrase list_label: longer than 20 characters"),
    ],
)
def test_the_check_finds_trouble_in_a_phrase(key: str, indonesian: str, english: str, problem: str) -> None:
    assert problem in wrong(phrases=with_phrase(key, indonesian, english))


def test_the_check_misses_a_phrase_that_a_button_needs() -> None:
    phrases = {key: text for key, text in CONTENT.phrases.items() if key not in {"button_legal", "group_aman"}}
    assert {"phrase button_legal: missing", "phrase group_aman: missing"} <= set(wrong(phrases=phrases))


def test_the_check_finds_words_with_two_meanings_and_unknown_tasks() -> None:
    found = wrong(words={"menu": ("halo",), "sapa": ("halo",), "nonsense": ("x",)})
    assert "words.yml: 'halo' stands there 2 times" in found
    assert "words.yml: nonsense is no task of the taxonomy" in found


def test_the_check_finds_a_menu_that_does_not_match_the_taxonomy() -> None:
    menu = Menu(groups={"aman": ("kia", "kia", "nonsense"), "kantor": (), "proses": tuple(f"t{n}" for n in range(11))})
    found = wrong(menu=menu)
    assert {
        "menu.yml: kia stands there 2 times",
        "menu.yml: nonsense is not in the taxonomy",
        "menu.yml: kk_baru is in no group",
        "menu.yml: kantor has 0 topics, not 1 to 10",
        "menu.yml: proses has 11 topics, not 1 to 10",
    } <= set(found)


def test_the_check_finds_titles_too_long_twice_missing_or_left_over() -> None:
    titles = {**CONTENT.titles, "faq/nonsense": InBoth(id="x" * 25, en="Menu")}
    del titles["task/sapa"]
    found = "\n".join(wrong(titles=titles))
    assert "title of faq/nonsense: longer than 24" in found
    assert "title 'menu' (en) is used twice" in found
    assert "titles.yml: task/sapa is missing" in found
    assert "titles.yml: faq/nonsense is not in the taxonomy" in found


def test_without_a_taxonomy_only_the_content_itself_is_checked(tmp_path: Path) -> None:
    assert taxonomy_labels(tmp_path / "none.yml") == frozenset()
    assert problems(replace(CONTENT, topics=with_topic(topic_file("kia"))), frozenset()) == []


def test_empty_content_has_problems_but_does_not_break_the_check(tmp_path: Path) -> None:
    empty: Content = read_content(tmp_path, SAMPLE_OFFICE)
    assert problems(empty, LABELS)
