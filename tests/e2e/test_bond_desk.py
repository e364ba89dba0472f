"""The bond desk on a live chain, played from its guide by greentrace commands alone."""

import json
import subprocess
import sys

import pytest

from oracle.core.codec import canonical_json, sha256
from scripts.anvil import Anvil
from tests.e2e.desk_house import BEGIN, House, Ran, blocks

BOND = "HK0001234567"
FACE = 10_000_000
ISSUER = ("--keystore", "issuer.json", "--password-file", "issuer.password")
ANNA = ("--keystore", "anna.json", "--password-file", "anna.password")
BEN = ("--keystore", "ben.json", "--password-file", "ben.password")
RUNNER = ("--keystore", "bookrunner.json", "--password-file", "bookrunner.password")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with Anvil(timestamp=int(BEGIN.timestamp()), options=("--accounts", "2")) as anvil:
        yield House(anvil, tmp_path_factory.mktemp("desk"))


@pytest.fixture(autouse=True)
def head_passed(house):
    """A view at the head of an idle chain would still see the time of its last block."""
    house.anvil.rpc("evm_mine")


def document(ran: Ran) -> dict:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def bond(house: House, function: str, *arguments: object) -> tuple:
    factory = house.place("BondFactory")
    address = house.ask("BondFactory", factory, "bondOf", BOND.encode())[0]
    return house.ask("Bond", address, function, *arguments)


def test_terms_by_hand_and_their_canonical_form_are_one_document(house):
    printed = house.play_through("The issuer writes the terms")[0]

    content = (house.folder / "terms.json").read_bytes()
    assert content == canonical_json(json.loads(content))
    assert sha256(content).hex() in printed.err and sha256(content).hex() in printed.out
    again = document(house.run("bond", "validate", "terms.json", "--json"))
    assert again["document"] == "0x" + sha256(content).hex()


def test_schedule_prints_every_date_and_amount_before_anything_is_signed(house):
    found = document(house.run("bond", "schedule", "terms.toml", "--json"))

    assert found["coupons"] == [
        {
            "number": "0",
            "accrualStart": "2026-03-06",
            "accrualEnd": "2027-03-06",
            "days": "365",
            "fraction": "1/1",
            "recordDay": "2027-03-05",
            "exDay": "2027-03-06",
            "paymentDay": "2027-03-08",
            "fixingDay": "",
            "baseline": "",
            "rate": "32500000",
            "face": "10000000",
            "interest": "325000",
            "principal": "0",
            "interestTotal": "162500000",
            "principalTotal": "0",
        }
    ]
    assert found["redemption"] == {
        "day": "2027-03-08",
        "perUnit": "10000000",
        "total": "5000000000",
    }
    printed = house.ran["The issuer writes the terms"][0].out
    assert "CNY 3,250.00 a unit, CNY 1,625,000.00" in printed


def test_a_missing_member_of_the_terms_is_named(house):
    text = (house.folder / "terms.toml").read_text().replace('trustee = "', 'trusty = "')
    (house.folder / "bad.toml").write_text(text)

    refused = house.run("bond", "validate", "bad.toml")

    assert refused.code == 1 and "Parties.trustee: is missing" in refused.err


def test_terms_of_another_chain_are_not_issued(house):
    text = (house.folder / "terms.toml").read_text().replace("chainId = 31337", "chainId = 1")
    (house.folder / "other.toml").write_text(text)

    refused = house.run("bond", "issue", "other.toml", *ISSUER, "--yes")

    assert refused.code == 1 and "DLT.chainId: 1; the manifest is 31337" in refused.err


def test_only_the_issuer_of_the_terms_creates_its_bond(house):
    refused = house.run("bond", "issue", "terms.toml", *ANNA, "--yes")

    assert refused.code == 5 and "AccessManagedUnauthorized(caller=" in refused.err


def test_a_wrong_password_opens_nothing(house):
    words = ("--keystore", "issuer.json", "--password-file", "anna.password", "--yes")
    refused = house.run("bond", "issue", "terms.toml", *words)

    assert refused.code == 1 and "does not open with the password" in refused.err


def test_nobody_to_ask_means_nothing_is_sent(house):
    refused = house.run("bond", "issue", "terms.toml", *ISSUER)

    assert refused.code == 2 and "--yes" in refused.err
    assert document(house.run("bond", "list", "--json")) == []


def test_a_node_of_another_chain_is_refused(house):
    with Anvil(options=("--chain-id", "5")) as other:
        refused = house.shell(f"GREENTRACE_RPC_URL={other.url} greentrace bond list")

    assert refused.code == 1
    assert "WrongChain: chain id: the node serves 5, the manifest is 31337" in refused.err


def test_issued_bond_has_the_documents_hash_and_is_announced_green(house):
    house.play_through("The issuer creates the bond and announces it")

    terms = bond(house, "terms")[0]
    content = (house.folder / "terms.json").read_bytes()
    assert sha256(content) in terms and BOND.encode() in terms
    shown = document(house.run("bond", "show", BOND, "--json"))
    assert shown["stage"] == "Announced" and shown["label"].startswith("green")
    papers = document(house.run("bond", "document", "list", BOND, "--json"))
    assert (
        papers[0]["name"] == "final-terms" and papers[0]["sha256"] == "0x" + sha256(content).hex()
    )


def test_a_book_opens_only_with_every_share_signed(house):
    house.play_through("The issuer creates the bond and announces it")
    house.play_through("The syndicate signs and the bookrunner opens the book")

    refused = house.run("book", "open", "book.json", "--share", "bank.share.json", *RUNNER, "--yes")

    runner = house.address["bookrunner"].lower()
    assert refused.code == 1 and f"shares.{runner}: no signature of its 600000 ppm" in refused.err
    again = house.shell(
        "greentrace book open book.json --share bookrunner.share.json --share bank.share.json"
        " --keystore bookrunner.json --password-file bookrunner.password --yes"
    )
    assert again.code == 5
    assert "WrongBondStage(actual=Bookbuilding, required=Announced)" in again.err


def test_sealed_orders_tell_nothing_and_their_secrets_are_the_owners_alone(house):
    house.play_through("The investors order, amend and reveal")

    for name in ("anna", "ben", "ben2"):
        assert (house.folder / f"{name}.secret").stat().st_mode & 0o777 == 0o600
    shown = document(house.run("book", "show", BOND, "--json"))
    assert shown["cover"] == "1.25 times: 500 of 400 units" and shown["still sealed"] == "0"
    assert [(line["value"], line["units"]) for line in shown["demand"]] == [
        ("100.2 %", "300"),
        ("100.1 %", "200"),
    ]


def test_an_order_off_the_grid_and_one_without_cash_are_refused(house):
    words = ("--secret", "x.secret", "--yes")
    off = house.run("invest", "order", BOND, "--units", 10, "--limit", "99.99", *words, *ANNA)
    late = house.run("invest", "order", BOND, "--units", 10, "--limit", "99.95", *words, *ANNA)

    assert off.code == 1 and "the book goes from 99.0 % to 101.0 % by 0.05 %" in off.err
    assert late.code == 5 and "BookNotOpen(bond=0x" in late.err
    assert (house.folder / "x.secret").exists(), "kept before it is sent"
    (house.folder / "x.secret").unlink()


def test_fills_prices_and_confirmations_are_those_of_the_clearing(house):
    before = {name: house.cash_of(name) for name in ("anna", "ben")}
    house.play_through("The book clears and settles")

    price = 1_001_000
    spent = {"anna": 300 * FACE * price // 10**6, "ben": 100 * FACE * price // 10**6}
    escrowed = {"anna": 300 * FACE * 1_002_000 // 10**6, "ben": 200 * FACE * price // 10**6}
    for name, amount in spent.items():
        assert house.cash_of(name) == before[name] + escrowed[name] - amount
    english, chinese = house.ran["The book clears and settles"][1].out.split("配售确认书")
    for shown in ("100.1 %", "CNY 10,010,000.00", "CNY 10,000,000.00", "2026-03-06"):
        assert shown in english and shown in chinese
    held = document(house.run("invest", "positions", "--holder", house.address["anna"], "--json"))
    assert held[0]["units"] == "300" and held[0]["stage"] == "Outstanding"


def test_a_trade_settles_units_against_cash_with_accrued_interest(house):
    house.play_through("The book clears and settles")
    before = {name: house.cash_of(name) for name in ("anna", "ben")}
    house.play_through("An investor sells, another buys")

    accrued = FACE * 325 * 179 // (10_000 * 365)
    cost = 50 * FACE * 995 // 1_000 + 50 * accrued
    assert house.cash_of("anna") == before["anna"] + cost
    assert house.cash_of("ben") == before["ben"] - cost
    assert bond(house, "balanceOf", house.address["anna"]) == (260,)


def test_an_order_is_filled_once_and_only_by_one_who_may_hold(house):
    house.play_through("An investor sells, another buys")
    filled = house.run("invest", "buy", "--order", "sell.json", *BEN, "--yes")
    refused = house.run(
        *("invest", "transfer", BOND, "--units", 1, "--to", house.address["stranger"]),
        *(*ANNA, "--yes"),
    )

    assert filled.code == 1 and "was filled or cancelled" in filled.err
    assert refused.code == 5 and "reason=ReceiverNotEligible" in refused.err


def test_a_safe_file_holds_the_act_and_nothing_is_sent(house):
    house.play_through("An investor sells, another buys")

    file = json.loads((house.folder / "safe.json").read_text())
    [call] = file["transactions"]
    assert file["chainId"] == "31337" and call["value"] == "0"
    assert call["data"].startswith("0xa9059cbb")
    assert file["meta"]["createdFromSafeAddress"] == house.address["anna"]
    assert bond(house, "balanceOf", house.address["ben"]) == (140,)


def test_a_tap_costs_clean_price_and_accrued_interest(house):
    before = house.cash_of("anna")
    confirmation = house.play_through("The bookrunner taps the bond")[-1].out

    accrued = FACE * 325 * 180 // (10_000 * 365)
    cost = 20 * FACE * 996 // 1_000 + 20 * accrued
    assert house.cash_of("anna") == before - cost
    assert f"Cash paid: CNY {cost // 100:,}.{cost % 100:02d}" in confirmation
    assert bond(house, "totalSupply") == (420,)


def test_what_the_issuer_cannot_pay_is_refused_by_name(house):
    house.play_through("The bookrunner taps the bond")
    refused = house.run("bond", "fund-coupon", BOND, "--coupon", 0, *ISSUER, "--yes")

    assert refused.code == 5
    assert "CouponNotFundable(coupon=0, next=0, struck=0)" in refused.err


def test_coupon_is_paid_to_who_held_at_the_record_day(house):
    before = {name: house.cash_of(name) for name in ("anna", "ben", "issuer")}
    printed = house.play_through("The coupon")

    assert house.cash_of("anna") == before["anna"] + 280 * 325_000
    assert house.cash_of("ben") == before["ben"] + 140 * 325_000
    assert house.cash_of("issuer") == before["issuer"] - 420 * 325_000
    assert "approve" in printed[0].err and "exactly 1,365,000.00 dCNY" in printed[0].err
    lines = document(house.run("bond", "holders", BOND, "--record", 0, "--json"))
    assert {(line["holder"], line["units"]) for line in lines["lines"]} == {
        (house.address["anna"].lower(), "280"),
        (house.address["ben"].lower(), "140"),
    }


def test_cash_that_is_not_there_is_named_with_the_amount(house):
    house.play_through("The coupon")
    missing = house.run("bond", "fund-redemption", BOND, *BEN, "--yes")

    assert missing.code == 5
    assert "ERC20InsufficientBalance(sender=" in missing.err
    assert f"needed={420 * FACE}" in missing.err


def test_redemption_pays_everyone_and_empties_the_register(house):
    before = {name: house.cash_of(name) for name in ("anna", "ben")}
    holders, shown = _documents(house.play_through("The redemption")[-1].out)

    assert house.cash_of("anna") == before["anna"] + 280 * FACE
    assert house.cash_of("ben") == before["ben"] + 140 * FACE
    assert holders["lines"] == [] and shown["stage"] == "Redeemed"


def test_every_command_of_the_guide_was_run(house):
    house.play_through("The redemption")

    assert {block.heading for block in blocks()} == set(house.ran)
    assert sum(len(ran) for ran in house.ran.values()) == len(blocks())


def test_help_waits_for_no_chain_library():
    slow = {"web3", "eth_account", "eth_abi", "requests", "brownie", "sqlalchemy"}
    for command in ("bond", "book", "invest"):
        code = (
            f"import sys; sys.argv[1:] = ['{command}', '--help']\n"
            "from oracle.cli import app\n"
            "try: app()\n"
            f"except SystemExit: print(sorted({slow} & set(sys.modules)), file=sys.stderr)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stderr.strip() == "[]"


def _documents(text: str) -> tuple[dict, dict]:
    """The last two JSON documents of an output."""
    decoder, found, at = json.JSONDecoder(), [], text.index("{")
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        found.append(value)
        at = text.find("{", end)
        if at < 0:
            break
    return found[-2], found[-1]
