"""BondFactory.create: an issuer's terms become a bond and its vault, or are refused by name."""

import brownie
import pytest

from tests.support.platform import coupon, create_bond, terms, today
from tests.support.reverts import reverts

LAST_DAY = 2_932_896
ISIN = "0x" + b"JP390290AC61".hex()


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def monthly(platform, count):
    """Terms and a schedule of many coupons; a month is a day here."""
    issue_day = 30_000
    coupons = [coupon(issue_day, n, n + 1, n + 1, n + 2) for n in range(count)]
    return terms(platform, issue_day=issue_day, maturity_day=issue_day + 400), coupons


def create(platform, issuer, given, coupons=()):
    return platform.bond_factory.create(given, list(coupons), issuer)


def test_a_bond_and_its_vault_stand_and_know_each_other(platform, actors):
    series = create_bond(platform)
    bond, vault = series.bond, series.vault

    assert platform.bond_factory.bondOf(ISIN) == bond
    assert bond.terms()["vault"] == vault
    assert platform.commitments.isEnrolled(vault)
    assert (vault.issuer(), vault.trustee()) == (actors.issuer, actors.trustee)
    assert vault.cash() == platform.deposit_token
    assert str(vault.currency()) == "0x" + b"JPY".hex()
    assert bond.stage() == 0


def test_the_event_has_all_of_the_terms(platform, actors):
    given = terms(platform)
    coupons = [coupon(given[9])]

    created = create(platform, {"from": actors.issuer}, given, coupons).events["BondCreated"]

    assert created["issuer"] == actors.issuer
    assert tuple(created["terms"]) == given
    assert [tuple(c) for c in created["coupons"]] == coupons


def test_the_terms_come_back_as_they_went_in(platform, verifier):
    series = create_bond(platform)

    given = list(terms(platform, issue_day=series.issue_day))
    given[4] = series.vault.address
    assert series.bond.terms() == tuple(given)
    assert series.bond.couponOf(0) == coupon(series.issue_day)


def test_terms_at_the_ends_of_their_ranges_come_back(platform, issuer):
    issue_day = LAST_DAY - 2
    coupons = [(issue_day, LAST_DAY, LAST_DAY - 1, 2**32 - 1)]
    ends = {
        "denomination": 2**96 - 1,
        "issue_units": 2**88 - 1,
        "rate": 2**32 - 1,
        "day_count": 1,
        "issue_day": issue_day,
        "maturity_day": LAST_DAY,
        "zone_offset": -50_400,
        "minimum_class": 255,
        "jurisdictions": 2**64 - 1,
        "lei": "0x" + "ff" * 20,
        "name": "0x" + "ff" * 32,
    }
    series = create_bond(platform, coupons, **ends)

    given = list(terms(platform, **ends))
    given[4] = series.vault.address
    assert series.bond.terms() == tuple(given)
    assert series.bond.couponOf(0) == coupons[0]
    assert series.bond.stage() == 0


def test_a_bond_without_coupons_is_a_zero_coupon_bond(platform):
    bond = create_bond(platform, []).bond

    assert (bond.couponCount(), bond.epoch()) == (0, 0)


def test_reverts_when_the_isin_is_taken(platform, issuer):
    bond = create_bond(platform).bond

    with reverts("IsinTaken", ISIN, bond):
        create(platform, issuer, terms(platform))


def test_reverts_when_caller_is_not_the_issuer_of_the_terms(platform, actors):
    another = terms(platform, issuer=actors.stranger.address)
    with reverts("NotIssuer", actors.issuer, actors.stranger):
        create(platform, {"from": actors.issuer}, another)


def test_reverts_when_caller_has_not_the_role(platform, actors):
    given = terms(platform, issuer=actors.stranger.address)
    with reverts("AccessManagedUnauthorized", actors.stranger):
        create(platform, {"from": actors.stranger}, given)


@pytest.mark.parametrize(
    "changes",
    [
        {"trustee": brownie.ZERO_ADDRESS},
        {"bookrunner": brownie.ZERO_ADDRESS},
        {"cash": brownie.ZERO_ADDRESS},
        {"denomination": 0},
        {"issue_units": 0},
        {"issue_day": 30_000, "maturity_day": 30_000},
        {"maturity_day": LAST_DAY + 1},
        {"maturity_day": 2**32 - 1},
        {"zone_offset": 50_401},
        {"zone_offset": -50_401},
        {"zone_offset": -(2**31)},
    ],
)
def test_reverts_when_the_terms_lack_something(platform, issuer, changes):
    with reverts("TermsIncomplete", ISIN):
        create(platform, issuer, terms(platform, **changes))


def test_reverts_when_there_is_no_isin(platform, issuer):
    with reverts("TermsIncomplete", "0x" + "00" * 12):
        create(platform, issuer, terms(platform, isin="0x" + "00" * 12))


def test_reverts_when_the_document_has_no_hash(platform, issuer):
    with reverts("TermsDocumentMissing", ISIN):
        create(platform, issuer, terms(platform, document="0x" + "00" * 32))


def test_a_record_day_beyond_the_calendar_cannot_choose_the_stage(platform, issuer):
    announced = (1 << 40) // 86_400 + 1  # as an instant it would spill into the stage
    given = terms(platform, maturity_day=announced + 9)

    with reverts("TermsIncomplete", ISIN):
        create(platform, issuer, given, [(given[9], given[9] + 1, announced, announced + 1)])


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ((179, 365, 355, 365), "accrual begins before the last ended"),
        ((180, 180, 355, 365), "accrual ends as it begins"),
        ((180, 365, 170, 365), "record day is the one before"),
        ((180, 365, 355, 355), "payment on the record day"),
        ((180, 365, 365, 366), "record day at maturity"),
        ((180, 366, 355, 365), "accrual after maturity"),
    ],
)
def test_reverts_when_a_coupon_is_out_of_order(platform, issuer, second, fault):
    issue_day = today() + 10
    coupons = [coupon(issue_day, 0, 180, 170, 180), coupon(issue_day, *second)]

    with reverts("ScheduleInvalid", 1):
        create(platform, issuer, terms(platform, issue_day=issue_day), coupons)


@pytest.mark.parametrize("first", [(-1, 180, 170, 180), (0, 180, 0, 180)])
def test_reverts_when_the_first_coupon_begins_before_the_issue(platform, issuer, first):
    issue_day = today() + 10
    with reverts("ScheduleInvalid", 0):
        create(platform, issuer, terms(platform, issue_day=issue_day), [coupon(issue_day, *first)])


def test_thirty_years_of_monthly_coupons_fit_in_one_transaction(platform, issuer):
    given, coupons = monthly(platform, 360)

    gas = platform.bond_factory.create.estimate_gas(given, coupons, issuer)

    assert gas < 16_777_216  # EIP-7825


def test_reverts_when_there_are_more(platform, issuer):
    with reverts("ScheduleTooLong", 361, 360):
        platform.bond_factory.create.call(*monthly(platform, 361), issuer)
