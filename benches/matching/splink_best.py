#!/usr/bin/env python3
"""Splink's best candidate for each record: splink_best.py ON_RECORD.csv LOOKED_UP.csv OUT.csv

The model is the one of Splink's own examples for these sets, extended by the address; trained without labels.
"""

import sys

import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def name(column):
    return cl.NameComparison(column).configure(term_frequency_adjustments=True)


def main(on_record, looked_up, out):
    frames = [pandas.read_csv(path, dtype=str, keep_default_na=False).replace("", None) for path in (on_record, looked_up)]
    for frame in frames:
            frame["born"] = frame["date_of_birth"].str.replace(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", regex=True)
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("surname", "postcode"),
            block_on("given_name", "postcode"),
            block_on("born"),
            block_on("street_number", "address_1"),
            block_on("address_1", "postcode"),
            block_on("substr(given_name,1,3)", "substr(surname,1,4)"),
            block_on("substr(born,1,7)", "substr(surname,1,1)"),
            block_on("suburb", "street_number"),
        ],
        comparisons=[
            name("given_name"),
            name("surname"),
            cl.DamerauLevenshteinAtThresholds("born", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_2", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("state"),
        ],
        retain_intermediate_calculation_columns=False,
    )
    database = DuckDBAPI()
    tables = [database.register(frame) for frame in frames]
    linker = Linker(tables, settings, log_level=30)
    linker.training.estimate_probability_two_random_records_match([block_on("born", "surname")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in (block_on("born"), block_on("given_name", "surname"), block_on("postcode", "address_1")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_weight=-20).as_pandas_dataframe()
    duplicates = set(frames[1]["unique_id"])
    left_is_looked_up = pairs["unique_id_l"].isin(duplicates)
    pairs["row"] = pairs["unique_id_l"].where(left_is_looked_up, pairs["unique_id_r"])
    pairs["person_id"] = pairs["unique_id_r"].where(left_is_looked_up, pairs["unique_id_l"])
    pairs["bits"] = pairs["match_weight"]
    best = pairs.sort_values("bits", ascending=False).drop_duplicates("row")
    best[["row", "person_id", "bits"]].to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
