//! Dates and times.

use super::case::{Case, holds};

/// In the types of the time crate, which know neither infinity nor years over 9999.
pub(super) const USUAL: &[Case] = &[
    holds("date", &["2024-02-29", "0001-01-01", "4713-11-24 BC", "9999-12-31"]).refuses(&[
        "infinity",
        "-infinity",
        "10000-01-01",
        "5874897-12-31",
    ]),
    holds("time", &["12:34:56.789", "00:00:00", "23:59:59.999999", "24:00:00"]),
    holds("time(3)", &["12:34:56.789", "24:00:00"]),
    holds(
        "timetz",
        &["12:34:56.789+05:30:15", "00:00:00-15:59:59", "24:00:00+15:59:59", "23:59:59.999999+00"],
    ),
    holds(
        "timestamp",
        &[
            "2024-02-29 12:34:56.789",
            "4713-11-24 00:00:00 BC",
            "0044-03-15 12:00:00 BC",
            "1999-12-31 23:59:59.999999",
            "9999-12-31 23:59:59.999999",
        ],
    )
    .refuses(&[
        "infinity",
        "-infinity",
        "10000-01-01 00:00:00",
        "294276-12-31 23:59:59.999999",
    ]),
    holds("timestamp(3)", &["2024-02-29 12:34:56.789"]).refuses(&["infinity"]),
    holds(
        "timestamptz",
        &[
            "2024-02-29 12:34:56.789+05:30",
            "4713-11-24 00:00:00+00 BC",
            "1999-12-31 23:59:59.999999+00",
            "9999-12-31 23:59:59.999999+00",
        ],
    )
    .refuses(&[
        "infinity",
        "-infinity",
        "10000-01-01 00:00:00+00",
        "294276-12-31 23:59:59.999999+00",
    ]),
    holds(
        "interval",
        &[
            "1 mon 2 days 00:00:03.5",
            "0",
            "1 mon -1 days +00:00:01",
            "-178000000 years -2147483648 days -2562047788:00:54.775807",
            "178000000 years 2147483647 days 2562047788:00:54.775807",
        ],
    ),
    holds("tsrange", &["[\"2024-01-01 00:00:00\",\"2024-02-01 00:00:00\")", "empty", "(,)"])
        .refuses(&["[-infinity,infinity]"]),
    holds("tstzrange", &["[\"2024-01-01 00:00:00+00\",)", "empty", "(,)"])
        .refuses(&["[-infinity,infinity]"]),
    holds("daterange", &["[2024-01-01,2024-02-01)", "empty", "(,)", "[\"0044-03-15 BC\",)"])
        .refuses(&["[2024-01-01,infinity)", "[10000-01-01,)"]),
    holds("tsmultirange", &["{[\"2024-01-01 00:00:00\",\"2024-02-01 00:00:00\")}", "{}", "{(,)}"])
        .refuses(&["{[-infinity,infinity]}"]),
    holds("tstzmultirange", &["{[\"2024-01-01 00:00:00+00\",)}", "{}"])
        .refuses(&["{[-infinity,infinity]}"]),
    holds("datemultirange", &["{[2024-01-01,2024-02-01),[2024-03-01,)}", "{}", "{(,)}"])
        .refuses(&["{[2024-01-01,infinity)}"]),
];

/// In the types that `LOSSLESS_TYPES` asks for, which hold every value.
pub(super) const LOSSLESS: &[Case] = &[
    holds("numeric(10,2)", &["1.50", "NaN", "-99999999.99"]),
    holds(
        "date",
        &["2024-02-29", "infinity", "-infinity", "4713-11-24 BC", "10000-01-01", "5874897-12-31"],
    ),
    holds(
        "timestamp",
        &[
            "2024-02-29 12:34:56.789",
            "infinity",
            "-infinity",
            "4713-11-24 00:00:00 BC",
            "294276-12-31 23:59:59.999999",
        ],
    ),
    holds("timestamp(3)", &["2024-02-29 12:34:56.789", "infinity"]),
    holds(
        "timestamptz",
        &[
            "2024-02-29 12:34:56.789+05:30",
            "infinity",
            "-infinity",
            "4713-11-24 00:00:00+00 BC",
            "294276-12-31 23:59:59.999999+00",
        ],
    ),
    holds("tsrange", &["[\"2024-01-01 00:00:00\",)", "[-infinity,infinity]", "empty", "(,)"]),
    holds("tstzrange", &["[\"2024-01-01 00:00:00+00\",)", "[-infinity,infinity]", "empty"]),
    holds("daterange", &["[2024-01-01,)", "[2024-01-01,infinity)", "[10000-01-01,)"]),
    holds("tsmultirange", &["{[\"2024-01-01 00:00:00\",)}", "{[-infinity,infinity]}", "{}"]),
    holds("tstzmultirange", &["{[\"2024-01-01 00:00:00+00\",)}", "{[-infinity,infinity]}"]),
    holds("datemultirange", &["{[2024-01-01,)}", "{[2024-01-01,infinity)}"]),
];

/// `[generate.types]` of the second module.
pub(super) const LOSSLESS_TYPES: &[(&str, &str)] = &[
    ("numeric", "pgdc::types::Numeric"),
    ("date", "pgdc::types::PgDate"),
    ("timestamp", "pgdc::types::PgTimestamp"),
    ("timestamptz", "pgdc::types::PgTimestamptz"),
    ("tsrange", "pgdc::types::Range<pgdc::types::PgTimestamp>"),
    ("tstzrange", "pgdc::types::Range<pgdc::types::PgTimestamptz>"),
    ("daterange", "pgdc::types::Range<pgdc::types::PgDate>"),
    ("tsmultirange", "pgdc::types::Multirange<pgdc::types::PgTimestamp>"),
    ("tstzmultirange", "pgdc::types::Multirange<pgdc::types::PgTimestamptz>"),
    ("datemultirange", "pgdc::types::Multirange<pgdc::types::PgDate>"),
];
