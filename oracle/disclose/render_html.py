"""The document as one HTML file: no script, nothing from elsewhere, every figure with its trace."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oracle.core.codec import sha256
from oracle.disclose.layout import layout_of
from oracle.facts.view import stylesheet

_TEMPLATE = "disclosure.html"


def render_html(document: Mapping[str, object]) -> bytes:
    """The HTML rendition: a function of the document and of nothing else.

    Raises: Malformed
    """
    # The style's hash stands in the policy, so the file runs no other style and no script at all.
    style = stylesheet()
    text = (
        _templates()
        .get_template(_TEMPLATE)
        .render(
            layout=layout_of(document),
            style=Markup(style),
            style_hash=b64encode(sha256(style.encode("utf-8"))).decode("ascii"),
        )
    )
    return text.encode("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("oracle.disclose"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
