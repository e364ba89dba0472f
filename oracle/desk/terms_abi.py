"""Terms as the factory's transaction takes them."""

from oracle.core.codec import to_text32
from oracle.desk.terms import Terms


def terms_struct(terms: Terms) -> tuple[object, ...]:
    """The struct `Terms` of contracts/types/Terms.sol, in its order.

    Units:  as there; addresses in hex, text and hashes as bytes
    Raises: Malformed  the name is not ASCII of at most 32
    """
    return (
        *(terms.issuer, terms.trustee, terms.bookrunner, terms.cash, terms.vault),
        *(terms.tax_account, terms.denomination, terms.issue_units, terms.rate),
        *(int(terms.coupon_kind), int(terms.day_count), terms.frequency),
        *(terms.end_of_month, terms.amortising, terms.issue_day, terms.maturity_day),
        *(terms.extended_maturity_day, terms.grace_days, terms.prescription_days),
        *(terms.zone_offset, terms.minimum_class, terms.jurisdictions, terms.option_count),
        *(terms.isin.encode("ascii"), terms.lei.encode("ascii"), terms.currency.encode("ascii")),
        *(to_text32(terms.name), terms.document, terms.calendar, terms.rate_terms),
    )
