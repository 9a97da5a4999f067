"""Who may approve a campaign, and for how many that holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.campaigns import Campaign, OwnApproval, Rules


def approval(campaign: Campaign, approver: str, editors: Sequence[str]) -> None:
    """Raises OwnApproval where the approver had a hand in it."""
    if approver in {campaign.author, campaign.submitted_by, *editors}:
        raise OwnApproval(f"{approver} wrote or handed in this campaign")


def may_reach(campaign: Campaign, rules: Rules) -> int | None:
    """The most an approved campaign may go out to without being looked at again: what one person may decide for, or
    half as many again as the second person saw. None: nobody counted then."""
    if campaign.approved_by in {campaign.author, campaign.submitted_by}:
        return rules.second_above
    if campaign.approved_for is None:
        return None
    return max(rules.second_above, campaign.approved_for * 3 // 2)
