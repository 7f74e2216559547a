//! Files compiled into the program, so that it works from any folder.
//!
//! A scenario names them `builtin:NAME`, in the place of a path; digests of what was read
//! are those of the texts compiled in, so a run says which version of a file it had.

/// How the names of what is compiled in begin.
pub const BEGINS: &str = "builtin:";
/// Name by which a scenario may extend the baseline compiled into the program.
pub const BASELINE: &str = "builtin:baseline";
/// File of the baseline, as findings name it; in the source tree it stands there.
pub const BASELINE_FILE: &str = "scenarios/baseline.toml";
/// Text of the baseline.
pub const BASELINE_TEXT: &str = include_str!("../../scenarios/baseline.toml");
/// Name of the land market of today, in which implementation plans are simulated.
pub const MARKET_OF_TODAY: &str = "builtin:market_end_of_2025";
/// Scenarios compiled into the program: the name by which another extends it, its file as
/// findings name it, and its text.
const SCENARIOS: [(&str, &str, &str); 5] = [
    (BASELINE, BASELINE_FILE, BASELINE_TEXT),
    (
        "builtin:shanghai_2010_2012",
        "seeds/history/shanghai_2010_2012.toml",
        include_str!("../../seeds/history/shanghai_2010_2012.toml"),
    ),
    (
        "builtin:shanghai_2013_2016",
        "seeds/history/shanghai_2013_2016.toml",
        include_str!("../../seeds/history/shanghai_2013_2016.toml"),
    ),
    (
        "builtin:land_market_2021_2025",
        "seeds/history/land_market_2021_2025.toml",
        include_str!("../../seeds/history/land_market_2021_2025.toml"),
    ),
    (
        MARKET_OF_TODAY,
        "seeds/markets/end_of_2025.toml",
        include_str!("../../seeds/markets/end_of_2025.toml"),
    ),
];
/// Files of data compiled into the program: the name by which a scenario may use it, and its text.
pub const DATA_FILES: [(&str, &str); 13] = [
    (
        "builtin:shanghai_house_price_monthly",
        include_str!("../../seeds/history/shanghai_house_price_monthly.csv"),
    ),
    ("builtin:pboc_lending_rates", include_str!("../../seeds/history/pboc_lending_rates.csv")),
    (
        "builtin:hk_land_sales_1985_2011",
        include_str!("../../seeds/history/hk_land_sales_1985_2011.csv"),
    ),
    (
        "builtin:bis_residential_property_prices",
        include_str!("../../seeds/history/bis_residential_property_prices.csv"),
    ),
    (
        "builtin:shanghai_land_auctions_press",
        include_str!("../../seeds/history/shanghai_land_auctions_press.csv"),
    ),
    (
        "builtin:shanghai_press_bidders",
        include_str!("../../seeds/history/shanghai_press_bidders.csv"),
    ),
    (
        "builtin:shanghai_auction_facts",
        include_str!("../../seeds/history/shanghai_auction_facts.csv"),
    ),
    (
        "builtin:shanghai_auction_offers",
        include_str!("../../seeds/history/shanghai_auction_offers.csv"),
    ),
    (
        "builtin:shanghai_auction_facts_2013_2016",
        include_str!("../../seeds/history/shanghai_auction_facts_2013_2016.csv"),
    ),
    (
        "builtin:shanghai_auction_offers_2013_2016",
        include_str!("../../seeds/history/shanghai_auction_offers_2013_2016.csv"),
    ),
    (
        "builtin:land_market_facts_2021_2025",
        include_str!("../../seeds/history/land_market_facts_2021_2025.csv"),
    ),
    (
        "builtin:land_market_offers_2021_2025",
        include_str!("../../seeds/history/land_market_offers_2021_2025.csv"),
    ),
    ("builtin:auction_priors", include_str!("../../seeds/history/auction_priors.csv")),
];

/// File and text of a scenario compiled into the program, by its name or a path that ends
/// with it: a file in another folder that extends it names it below its own folder.
pub fn scenario(name: &str) -> Option<(&'static str, &'static str)> {
    let is_named = |known: &str| name == known || name.ends_with(&format!("/{known}"));
    SCENARIOS.iter().find(|(known, ..)| is_named(known)).map(|(_, file, text)| (*file, *text))
}

/// The name of the scenario compiled into the program that is a text; `None` of any other text.
pub fn scenario_of_text(text: &str) -> Option<&'static str> {
    SCENARIOS.iter().find(|(.., known)| *known == text).map(|(name, ..)| *name)
}

/// The text of a file of data compiled into the program, by its name; `None` of any other
/// name.
pub fn data_file(name: &str) -> Option<&'static str> {
    DATA_FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
