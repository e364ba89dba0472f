"""Indices with their signed quotes, and bonds of which only the rate matters."""

from types import SimpleNamespace

from brownie import web3
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

from oracle.core.codec import to_hex
from oracle.core.units import PPM_ONE
from oracle.desk.rates import ImpactTerms
from oracle.measure.grid_renewable import Rounding, emissions_reduction
from tests.support.clock import TOKYO, day_start, mine_at
from tests.support.platform import BM_VALUE, IMPACT_VERIFICATION, METRIC, OM_VALUE, attest
from tests.support.reports import id_of, post, sealed, slots_of
from tests.support.terms import FLOATING, IMPACT_LINKED, coupon, packed, terms
from tests.support.texts import changed, text32, to_bytes

SOURCES = sorted(
    (Account.from_key(bytes([0x70 + number]) * 32) for number in range(7)),
    key=lambda account: int(account.address, 16),
)
"""Accounts of sources, ascending; the node has none of their keys."""

QUORUM, TOLERANCE, PUBLISH_DAYS = 2, 50_000, 5
PERIOD = 30
"""Length of every coupon of the bonds here [days]; the record day is 3 days before the end."""

COMBINED_MARGIN = (3 * OM_VALUE + BM_VALUE) // 4
"""Factor of the project's methodology [micrograms CO2e per Wh]."""


# --- indices


def index_terms(**changes) -> tuple:
    """Terms of an index: three sources, two of them within half a basis point."""
    entry = {
        "name": text32("EUR-SWAP-5Y"),
        "sources": [source.address for source in SOURCES[:3]],
        "quorum": QUORUM,
        "tolerance": TOLERANCE,
        "zone_offset": TOKYO,
        "publish_days": PUBLISH_DAYS,
    }
    return changed(entry, changes)


def index_id(given) -> str:
    """Id of an index. Source: IFixings."""
    kind = "(bytes32,address[],uint8,uint32,int32,uint16)"
    return to_hex(keccak(encode([kind], [(to_bytes(given[0]), *given[1:])])))


def fixing_digest(fixings, index, day, value) -> bytes:
    """What a source signs, made from its parts. Source: IFixings, EIP-712."""
    fields = "string name,string version,uint256 chainId,address verifyingContract"
    domain = encode(
        ["bytes32", "bytes32", "bytes32", "uint256", "address"],
        [
            keccak(text=f"EIP712Domain({fields})"),
            *(keccak(text="Greentrace Fixings"), keccak(text="1")),
            *(web3.eth.chain_id, fixings.address),
        ],
    )
    fixing = encode(
        ["bytes32", "bytes32", "uint32", "int32"],
        [keccak(text="Fixing(bytes32 index,uint32 day,int32 value)"), to_bytes(index), day, value],
    )
    return keccak(b"\x19\x01" + keccak(domain) + keccak(fixing))


def quote(fixings, index, day, value, signer=SOURCES[0], source=None) -> tuple:
    """A quote by `signer`, or in the name of `source`."""
    digest = fixing_digest(fixings, index, day, value)
    signed = Account.unsafe_sign_hash(digest, signer.key)
    return value, (source or signer).address, to_hex(signed.signature)


def quotes(fixings, index, day, *values) -> list[tuple]:
    """One quote of each source in turn."""
    return [
        quote(fixings, index, day, value, signer)
        for value, signer in zip(values, SOURCES, strict=False)
    ]


# --- bonds


def make_bond(platform, bare_bonds, coupons, **changes) -> SimpleNamespace:
    """A clone with terms and schedule and nothing else; its `address` and `coupons`."""
    given = terms(platform, **changes)
    tx = bare_bonds.make(given, packed(given, coupons), {"from": platform.actors.stranger})
    return SimpleNamespace(address=tx.events["BondMade"]["bond"], coupons=coupons)


def floating_bond(platform, bare_bonds, rate_terms, fixing_days, issue_day) -> SimpleNamespace:
    """A bond with a coupon per fixing day."""
    coupons = [coupon(issue_day, **_period(n), fixing_day=day) for n, day in enumerate(fixing_days)]
    given = {"coupon_kind": FLOATING, "rate_terms": rate_terms, "rate": 0}
    return make_bond(platform, bare_bonds, coupons, issue_day=issue_day, **given)


def impact_bond(platform, bare_bonds, rate_terms, baselines, issue_day, rate) -> SimpleNamespace:
    """A bond with a coupon per baseline."""
    coupons = [coupon(issue_day, **_period(n), baseline=b) for n, b in enumerate(baselines)]
    given = {"coupon_kind": IMPACT_LINKED, "rate_terms": rate_terms, "rate": rate}
    return make_bond(platform, bare_bonds, coupons, issue_day=issue_day, **given)


def impact_terms(project, metric, linked: ImpactTerms) -> tuple:
    """The Python mirror's terms as the contract takes them."""
    deviations = linked.deviation_floor, linked.deviation_cap
    margins = linked.margin_floor, linked.margin_cap, linked.penalty
    return project, metric, linked.start_period, *deviations, *margins, linked.report_days


# --- evidence


def measured(platform, project, start_day, end_day, *energies) -> list[str]:
    """Post and measure one batch per (exported, imported), equal whole days each; their ids."""
    anyone, days = {"from": platform.actors.stranger}, (end_day - start_day) // len(energies)
    ids = []
    for number, energy in enumerate(energies):
        first = start_day + number * days
        last = end_day if number == len(energies) - 1 else first + days
        start, end = day_start(first), day_start(last)
        mine_at(end)
        head = str(platform.batches.headOf(project, METRIC))
        window = {"end": end, "interval": end - start, "previous": head}
        report, _ = sealed(project, slots_of(energy, start=start), start, **window)
        post(platform, report)
        platform.impact.measure(project, METRIC, start, end, anyone)
        ids.append(str(id_of(report)))
    return ids


def verified(platform, batches) -> list[str]:
    """A live verification of each batch; the verifier must be accredited."""
    return [attest(platform, IMPACT_VERIFICATION, batch) for batch in batches]


def energy_of(grams) -> tuple[int, int]:
    """Least exported energy, or imported if negative, that makes about so many grams [Wh]."""
    wh = -(-abs(grams) * PPM_ONE // COMBINED_MARGIN)
    return (wh, 0) if grams >= 0 else (0, wh)


def reduction_of(energy) -> int:
    """What the project's methodology makes of exported and imported [g CO2e]."""
    return emissions_reduction(
        *energy, OM_VALUE, BM_VALUE, 750_000, 250_000, Rounding.EXACT_FLOOR_G
    )


def _period(number) -> dict:
    start = PERIOD * number
    end = start + PERIOD
    return {"start": start, "end": end, "record": end - 3, "payment": end}
