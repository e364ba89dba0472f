"""BondFactory.create: an issuer's terms become a bond and its vault, or are refused by name."""

import brownie
import pytest

from oracle.core.codec import to_hex
from tests.support.platform import create_bond
from tests.support.reverts import reverts
from tests.support.terms import CALL, coupon, option, packed, terms
from tests.support.texts import digest32, to_bytes

LAST_DAY = 2_932_896
LIFE = 65_535
ISIN = "0x" + b"JP390290AC61".hex()
ICMA = 2


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def create(platform, issuer, given, coupons=()):
    return platform.bond_factory.create(given, packed(given, list(coupons)), issuer)


def monthly(platform, count):
    """Terms and a schedule of many coupons; a month is a day here."""
    issue_day = 30_000
    coupons = [coupon(issue_day, n, n + 1, n + 1, n + 2) for n in range(count)]
    given = terms(platform, issue_day=issue_day, maturity_day=issue_day + 400)
    return given, packed(given, coupons)


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


def test_the_event_has_all_of_the_terms_and_the_schedule(platform, issuer, actors):
    given = terms(platform)
    schedule = packed(given, [coupon(given[14])])

    created = platform.bond_factory.create(given, schedule, issuer).events["BondCreated"]

    assert created["issuer"] == actors.issuer
    assert tuple(created["terms"]) == given
    assert str(created["schedule"]) == to_hex(to_bytes(schedule))


def test_the_terms_come_back_as_they_went_in(platform):
    series = create_bond(platform)

    given = list(terms(platform, issue_day=series.issue_day))
    given[4] = series.vault.address
    assert series.bond.terms() == tuple(given)
    assert series.bond.couponOf(0) == coupon(series.issue_day)


def test_terms_at_the_ends_of_their_ranges_come_back(platform, actors):
    issue_day = LAST_DAY - 2
    rows = [coupon(issue_day, 0, 2, 1, LIFE, denominator=360, principal=1_000_000)]
    options = [option(CALL, issue_day, LAST_DAY, 2**32 - 1, 2**16 - 1)]
    ends = {
        "tax_account": actors.bank.address,
        "denomination": 2**96 - 1,
        "issue_units": 2**88 - 1,
        "rate": 2**32 - 1,
        "day_count": 1,
        "frequency": 12,
        "end_of_month": True,
        "amortising": True,
        "issue_day": issue_day,
        "maturity_day": LAST_DAY,
        "grace_days": 255,
        "prescription_days": 2**16 - 1,
        "zone_offset": -50_400,
        "minimum_class": 255,
        "jurisdictions": 2**64 - 1,
        "lei": "0x" + "ff" * 20,
        "name": "0x" + "ff" * 32,
        "calendar": "0x" + "ff" * 32,
    }
    series = create_bond(platform, rows, options, **ends)

    given = list(terms(platform, option_count=1, **ends))
    given[4] = series.vault.address
    assert series.bond.terms() == tuple(given)
    assert series.bond.couponOf(0) == rows[0]
    assert series.bond.optionOf(0) == options[0]
    assert series.bond.stage() == 0


def test_a_bond_without_coupons_is_a_zero_coupon_bond(platform):
    bond = create_bond(platform, [], frequency=0).bond

    assert (bond.couponCount(), bond.epoch()) == (0, 0)


def test_reverts_when_the_isin_is_taken(platform, issuer):
    bond = create_bond(platform).bond

    with reverts("IsinTaken", ISIN, bond):
        create(platform, issuer, terms(platform))


def test_reverts_when_caller_is_not_the_issuer_of_the_terms(platform, issuer, actors):
    another = terms(platform, issuer=actors.stranger.address)
    with reverts("NotIssuer", actors.issuer, actors.stranger):
        create(platform, issuer, another)


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
        *({"frequency": number} for number in (5, 7, 8, 9, 10, 11, 13, 24, 255)),
        {"day_count": ICMA, "frequency": 0},
        {"issue_day": 30_000, "maturity_day": 30_000},
        {"issue_day": LAST_DAY - 2, "maturity_day": LAST_DAY + 1},
        {"maturity_day": 2**32 - 1},
        {"issue_day": 30_000, "maturity_day": 30_000 + LIFE + 1},
        {"issue_day": 30_000, "maturity_day": 30_365, "extended_maturity_day": 30_365},
        {"issue_day": 30_000, "maturity_day": 30_365, "extended_maturity_day": 30_001},
        {"issue_day": 30_000, "maturity_day": 30_365, "extended_maturity_day": 30_001 + LIFE},
        {"issue_day": LAST_DAY - 2, "extended_maturity_day": LAST_DAY + 1},
        {"zone_offset": 50_401},
        {"zone_offset": -50_401},
        {"zone_offset": -(2**31)},
    ],
)
def test_reverts_when_the_terms_lack_something(platform, issuer, changes):
    if changes.get("extended_maturity_day") == LAST_DAY + 1:
        changes = {**changes, "maturity_day": LAST_DAY}
    with reverts("TermsIncomplete", ISIN):
        create(platform, issuer, terms(platform, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        *({"frequency": number} for number in (0, 1, 2, 3, 4, 6, 12)),
        *({"day_count": ICMA, "frequency": number} for number in (1, 2, 3, 4, 6, 12)),
        {"issue_day": 30_000, "maturity_day": 30_001},
        {"issue_day": LAST_DAY - 1, "maturity_day": LAST_DAY},
        {"issue_day": 30_000, "maturity_day": 30_000 + LIFE},
        {"issue_day": 30_000, "maturity_day": 30_365, "extended_maturity_day": 30_366},
        {"issue_day": 30_000, "maturity_day": 30_365, "extended_maturity_day": 30_000 + LIFE},
        {"zone_offset": 50_400},
        {"zone_offset": -50_400},
    ],
)
def test_terms_just_inside_the_limits_are_taken(platform, issuer, changes):
    create(platform, issuer, terms(platform, **changes))

    assert platform.bond_factory.bondOf(ISIN) != brownie.ZERO_ADDRESS


def test_reverts_when_there_is_no_isin(platform, issuer):
    with reverts("TermsIncomplete", "0x" + "00" * 12):
        create(platform, issuer, terms(platform, isin="0x" + "00" * 12))


def test_reverts_when_the_document_has_no_hash(platform, issuer):
    with reverts("TermsDocumentMissing", ISIN):
        create(platform, issuer, terms(platform, document="0x" + "00" * 32))


def test_a_record_day_beyond_the_calendar_cannot_choose_the_stage(platform, issuer):
    announced = (1 << 40) // 86_400 + 1  # as an instant it would spill into the stage
    given = terms(platform, issue_day=announced - 9, maturity_day=announced + 9)

    with reverts("TermsIncomplete", ISIN):
        create(platform, issuer, given, [coupon(given[14], 0, 1, 9, 10)])


def test_reverts_when_there_are_rate_terms_that_no_coupon_asks_for(platform, issuer):
    for kind in range(3):
        given = terms(platform, coupon_kind=kind, rate_terms=digest32("rate terms"))
        with reverts("RateTermsInvalid", digest32("rate terms")):
            platform.bond_factory.create(given, b"", issuer)


def test_thirty_years_of_monthly_coupons_fit_in_one_transaction(platform, issuer):
    given, schedule = monthly(platform, 360)

    gas = platform.bond_factory.create.estimate_gas(given, schedule, issuer)

    assert gas < 16_777_216  # EIP-7825


def test_reverts_when_there_are_more(platform, issuer):
    with reverts("ScheduleTooLong", 361, 360):
        platform.bond_factory.create.call(*monthly(platform, 361), issuer)
