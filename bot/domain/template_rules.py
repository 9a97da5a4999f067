"""Meta's rules for a template, checked before it is handed in: all that is wrong at once, by field. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made

from bot.domain.lengths import utf16_length
from bot.domain.templates import (
    MARKS,
    MAX_BODY,
    MAX_BUTTON,
    MAX_BUTTONS,
    MAX_FOOTER,
    MAX_HEADER,
    MAX_NAME,
    VARIABLE,
    Template,
    number_of,
    numbers_in,
)

_NAME_FORM = re.compile(r"[a-z0-9_]+")
_BRACE = re.compile(r"[{}]")
_WORDS_PER_VARIABLE = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """What Meta would refuse. `field`: name, header, body, footer, buttons, examples, picture; `what` names the rule,
    `values` what its words need."""

    field: str
    what: str
    values: Mapping[str, object] = made(default_factory=dict)


def faults(template: Template) -> Sequence[Fault]:
    """All of them at once, in the order of the fields."""
    return [
        *_name_faults(template.name),
        *_header_faults(template),
        *_body_faults(template),
        *_footer_faults(template.footer),
        *_button_faults(template.buttons),
        *_example_faults(template),
    ]


def _name_faults(name: str) -> Iterator[Fault]:
    if not _NAME_FORM.fullmatch(name):
        yield Fault("name", "name_form")
    elif len(name) > MAX_NAME:
        yield Fault("name", "too_long", {"most": MAX_NAME})


def _header_faults(template: Template) -> Iterator[Fault]:
    header = template.header
    if header and template.picture:
        yield Fault("header", "text_and_picture")
    if utf16_length(header) > MAX_HEADER:
        yield Fault("header", "too_long", {"most": MAX_HEADER})
    if "\n" in header or MARKS.search(header) or _BRACE.search(header) or any(map(_emoji, header)):
        yield Fault("header", "plain_line")


def _body_faults(template: Template) -> Iterator[Fault]:
    body = template.body.strip()
    if not body:
        yield Fault("body", "missing")
        return
    if utf16_length(body) > MAX_BODY:
        yield Fault("body", "too_long", {"most": MAX_BODY})
    if re.search(r"\n{3,}", body) or re.search(r" {5,}|\t", body):
        yield Fault("body", "white_space")
    yield from _variable_faults(body)


def _variable_faults(body: str) -> Iterator[Fault]:
    names = [found[1] for found in VARIABLE.finditer(body)]
    bare = VARIABLE.sub(" ", body)
    if "{" in bare or "}" in bare or any(not number_of(name) for name in names):
        yield Fault("body", "variable_form")
        return
    if sorted(set(numbers_in(body))) != list(range(1, len(set(names)) + 1)):
        yield Fault("body", "variable_order")
    if names and (VARIABLE.match(_spoken(body)) or re.search(r"\}\}$", _spoken(body))):
        yield Fault("body", "variable_edge")
    if re.search(r"\}\}\s*\{\{", body):
        yield Fault("body", "variable_beside")
    if len(bare.split()) < len(names) * _WORDS_PER_VARIABLE + 1 and names:
        yield Fault("body", "variable_many")


def _footer_faults(footer: str) -> Iterator[Fault]:
    if utf16_length(footer) > MAX_FOOTER:
        yield Fault("footer", "too_long", {"most": MAX_FOOTER})
    if "\n" in footer or _BRACE.search(footer) or any(map(_emoji, footer)):
        yield Fault("footer", "plain_line")


def _button_faults(buttons: Sequence[str]) -> Iterator[Fault]:
    if len(buttons) > MAX_BUTTONS:
        yield Fault("buttons", "too_many", {"most": MAX_BUTTONS})
    if any(utf16_length(title) > MAX_BUTTON for title in buttons):
        yield Fault("buttons", "too_long", {"most": MAX_BUTTON})
    if any(not title.strip() or "\n" in title or _BRACE.search(title) or any(map(_emoji, title)) for title in buttons):
        yield Fault("buttons", "plain_line")
    if len({title.casefold().strip() for title in buttons}) < len(buttons):
        yield Fault("buttons", "same")


def _example_faults(template: Template) -> Iterator[Fault]:
    examples = [each for each in template.examples if each.strip()]
    if len(examples) < template.variables:
        yield Fault("examples", "example_missing", {"count": template.variables})
    if any("\n" in each or "\t" in each or "    " in each for each in template.examples):
        yield Fault("examples", "plain_line")


def _spoken(body: str) -> str:
    """Without the marks at its ends: a full stop alone does not make a word."""
    return body.strip(" \n.,!?:;*_~")


def _emoji(character: str) -> bool:
    return character > "\uffff" or "\u2600" <= character <= "\u27bf" or "\u2b00" <= character <= "\u2bff"
