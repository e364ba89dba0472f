"""Oracle nodes with their keys, and the reports they sign. Nothing here asserts."""

from dataclasses import replace

from brownie import chain
from eth_utils import to_checksum_address

from oracle.core.codec import batch_id, report_digest, to_hex, to_text32
from oracle.core.model import ELECTRICITY, Gap, Leaf, Report
from oracle.core.units import NO_BATCH, BatchId, DeviceId, Instant, Wh
from oracle.device.sign import address_of_key, sign_digest
from oracle.measure.tree import Tree, build

NODE_KEYS = [bytes([0x40 + number]) * 32 for number in range(31)]
NODES = [to_checksum_address(address_of_key(key)) for key in NODE_KEYS]
"""As many nodes as a set may have; the platform starts with the first alone."""

START = Instant(1_338_706_800)
"""2012-06-03 00:00 at UTC-7."""
INTERVAL = 900
SLOTS = 4
DEVICE = DeviceId("0x" + "11" * 32)
LOW_255_BITS = (1 << 255) - 1
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def slots_of(*energies, start=START, device=DEVICE) -> list[Leaf | Gap]:
    """One slot per (exported, imported) in Wh; None is a gap."""
    return [
        _slot(device, Instant(start + index * INTERVAL), energy, bytes([index % 255 + 1]) * 32)
        for index, energy in enumerate(energies)
    ]


def _slot(device, at, energy, reading) -> Leaf | Gap:
    if energy is None:
        return Gap(device, at)
    return Leaf(device, at, Wh(energy[0]), Wh(energy[1]), 0, reading)


def sealed(project, slots, start=START, **changes) -> tuple[Report, Tree]:
    """A report over the slots of one device, and the tree behind it."""
    tree = build(slots)
    report = Report(
        project=str(project),
        metric=ELECTRICITY,
        start=Instant(start),
        end=Instant(start + len(slots) * INTERVAL),
        interval=INTERVAL,
        leaves=len(slots),
        readings=tree.root.readings,
        exported=tree.root.exported,
        imported=tree.root.imported,
        root=tree.root.hash,
        data_hash=b"\xda" * 32,
        node_set=1,
    )
    return replace(report, **changes), tree


def report_of(project, number=0, exported=1_000, imported=0, **changes) -> Report:
    """The `number`th report of a stream of hours; its `previous` is the one before it."""
    start = START + number * SLOTS * INTERVAL
    share = [(exported // SLOTS, imported // SLOTS)] * (SLOTS - 1)
    rest = (exported - sum(e for e, _ in share), imported - sum(i for _, i in share))
    report, _ = sealed(project, slots_of(*share, rest, start=start), start)
    previous = NO_BATCH if number == 0 else id_of(report_of(project, number - 1))
    return replace(report, **{"previous": previous} | changes)


def id_of(report: Report) -> BatchId:
    """Id of a report's batch."""
    return batch_id(report.project, report.metric, report.start, report.end)


def as_tuple(report: Report) -> tuple:
    """The report as the contract takes it."""
    return (
        report.project,
        to_hex(to_text32(report.metric)),
        *(report.start, report.end, report.interval, report.leaves, report.readings),
        *(report.exported, report.imported),
        *(to_hex(report.root), report.previous, to_hex(report.data_hash), report.node_set),
    )


def leaf_tuple(leaf: Leaf) -> tuple:
    """A leaf as the contract takes it."""
    energy = leaf.exported, leaf.imported
    return (leaf.device, leaf.slot_start, *energy, leaf.flags, to_hex(leaf.reading))


def path_tuples(tree: Tree, index: int) -> list[tuple]:
    """The siblings of a slot as the contract takes them."""
    return [(n.readings, n.exported, n.imported, to_hex(n.hash)) for n in tree.path(index)]


def compact(signature: bytes) -> tuple[str, str]:
    """A signature of 65 bytes as r, vs (ERC-2098)."""
    s, v = int.from_bytes(signature[32:64], "big"), signature[64]
    return to_hex(signature[:32]), f"0x{s | (v - 27) << 255:064x}"


def signed(batches, report: Report, nodes=(0,), chain_id=None) -> tuple:
    """Arguments of `Batches.post`: the report, and signatures of nodes by number, rising."""
    digest = report_digest(report, chain_id or chain.id, str(batches.address).lower())
    signatures = [compact(sign_digest(digest, NODE_KEYS[node])) for node in nodes]
    return as_tuple(report), sum(1 << node for node in nodes), signatures


def post(platform, report: Report, nodes=(0,)):
    """Post a report under the signatures of `nodes`; the receipt."""
    args = signed(platform.batches, report, nodes)
    return platform.batches.post(*args, {"from": platform.actors.stranger})


def try_post(platform, report: Report, nodes=(0,)) -> str:
    """As `post`, but as a call: it reverts where the transaction would, a hundred times as fast."""
    args = signed(platform.batches, report, nodes)
    return platform.batches.post.call(*args, {"from": platform.actors.stranger})


def rotate_nodes(platform, count, threshold):
    """Make the first `count` nodes the set."""
    return platform.batches.rotateNodes(NODES[:count], threshold, {"from": platform.actors.admin})
