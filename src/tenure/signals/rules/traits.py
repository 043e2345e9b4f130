"""Show profiles as traits: `{key: value}` a customer."""

import polars as pl

from tenure.signals.rules.profiles import exploded

COMPUTED = ("event_count",)  # a customer cannot state these
TRAITS = pl.Schema(
    {"customer_id": pl.Int64(), "email": pl.String(), "locale": pl.String(), "traits": pl.String()}  # traits: JSON
)


def traits(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the traits of each profile as a JSON object, with those that messages need beside it."""
    said = exploded(rows).filter(~pl.col("key").is_in(COMPUTED))
    quoted = pl.struct(pl.col("key")).struct.json_encode().str.slice(len('{"key":')).str.strip_suffix("}")
    entries = (
        said.sort("customer_id", "key")
        .group_by("customer_id", maintain_order=True)
        .agg(
            pl.concat_str(pl.lit(","), quoted, pl.lit(":"), "value").str.join("").alias("entries"),
            _text_of("email"),
            _text_of("locale"),
        )
    )
    counted = rows.select("customer_id", "event_count").join(entries, on="customer_id", how="left")
    return counted.select(
        "customer_id",
        "email",
        "locale",
        traits=pl.concat_str(pl.lit('{"event_count":'), "event_count", pl.col("entries").fill_null(""), pl.lit("}")),
    )


def _text_of(key: str) -> pl.Expr:
    """Return a trait when it is text, else null."""
    of_key = pl.col("value").filter((pl.col("key") == key) & pl.col("value").str.starts_with('"'))
    return of_key.first().str.json_decode(pl.String).alias(key)
