"""BondFactory.create: a vault belongs to one bond."""

from tests.support.platform import create_bond


def test_inv_bf_1_every_bond_has_a_vault_of_its_own(platform):
    isins = ["0x" + f"JP39029000{number:02d}".encode().hex() for number in range(4)]
    made = [create_bond(platform, isin=isin) for isin in isins]

    bonds, vaults = {s.bond.address for s in made}, {s.vault.address for s in made}
    assert len(bonds) == len(vaults) == len(made) and not bonds & vaults
    for series in made:
        assert series.bond.terms()["vault"] == series.vault
        assert platform.commitments.isEnrolled(series.vault)
