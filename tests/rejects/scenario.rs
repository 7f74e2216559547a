//! Scenario files whose values, tables and lists are wrong.

use landsim::reader::built_in::BASELINE_TEXT;

use super::{baseline, line_of, patched, refuses, refuses_text};

/// Start of the line that sets the momentum, which most patches replace.
const MOMENTUM: &str = "momentum = { value = 0.681914,";
/// What the momentum accepts.
const SHARE: &str = "a number from 0 to 0.999 [share]";

#[test]
fn an_unknown_key_is_refused_with_the_nearest_of_the_keys_its_table_has() {
    let market = line_of(BASELINE_TEXT, "[market]\n");
    refuses(
        MOMENTUM,
        "momentun = { value = 0.681914,",
        &format!(
            "scenario.toml:{market}:2: market.momentum: found nothing; accepted: {SHARE}\n\
             scenario.toml:@:1: market.momentun: found an unknown key; accepted: \"momentum\", the \
             nearest of the keys this table has"
        ),
    );
    refuses(
        "[finance]\n",
        "[finance]\nquux = 1\n",
        &format!(
            "scenario.toml:{}:1: finance.quux: found an unknown key; accepted: one of cash_buffer, \
             facility_limit, loan_term_months, loan_to_value, min_cash, opening_cash, \
             opening_debt, spread",
            line_of(BASELINE_TEXT, "[finance]\n") + 1
        ),
    );
    refuses(
        "[finance]\n",
        "[Finance]\n",
        "scenario.toml: finance: found nothing; accepted: a table\n\
         scenario.toml:@:2: Finance: found an unknown key; accepted: \"finance\", the nearest of \
         the keys this table has",
    );
}

#[test]
fn shares_of_scatter_leave_something_to_the_plot() {
    let line = |key: &str| line_of(BASELINE_TEXT, key);
    refuses(
        "zone_share = { value = 0.2",
        "zone_share = { value = 0.41",
        &format!(
            "scenario.toml:{}:1: scatter.zone_share: found 0.61 with district_share; accepted: at \
             most 0.6 together",
            line("zone_share = { value = 0.2")
        ),
    );
    refuses(
        "district_share = { value = 0.2",
        "district_share = { value = 0.6",
        &format!(
            "scenario.toml:{}:20: scatter.district_share: found 0.6; accepted: a number from 0 to \
             0.5 [share of variance]",
            line("district_share = { value = 0.2")
        ),
    );
}

#[test]
fn a_parameter_has_a_value_a_unit_and_a_source_and_nothing_else() {
    refuses(
        MOMENTUM,
        "momentum = { vlaue = 0.7, value = 0.681914,",
        "scenario.toml:@:14: market.momentum.vlaue: found an unknown key; accepted: one of value, \
         unit, source",
    );
    refuses(
        MOMENTUM,
        "momentum = { vlaue = 0.70,",
        &format!(
            "scenario.toml:@:1: market.momentum: found a table without `value`; accepted: {SHARE}"
        ),
    );
    refuses(
        "opening_cash = { value = 2e9, unit = \"CNY\"",
        "opening_cash = { value = 2e9, unit = \"million CNY\"",
        "scenario.toml:@:31: finance.opening_cash.unit: found the text \"million CNY\"; accepted: \
         \"CNY\"",
    );
    refuses(
        "opening_cash = { value = 2e9, unit = \"CNY\"",
        "opening_cash = { value = 2e9, unit = 1",
        "scenario.toml:@:31: finance.opening_cash.unit: found 1; accepted: \"CNY\"",
    );
    for (source, found) in [
        ("guess: three months", "guess: three months"),
        ("three months", "three months"),
        ("assumption:", "assumption:"),
        ("Assumption: three months", "Assumption: three months"),
    ] {
        refuses(
            "assumption: 约三个月的计划支出 | some three months of planned outlays",
            source,
            &format!(
                "scenario.toml:@:45: finance.opening_cash.source: found the text \"{found}\"; \
                 accepted: a text beginning with one of plan, statute, data, assumption and a colon"
            ),
        );
    }
}

#[test]
fn a_value_of_another_type_is_refused_with_what_its_key_accepts() {
    for (value, found) in [
        ("\"0.7\"", "the text \"0.7\""),
        ("[0.7]", "a list of 1 values"),
        ("{ monthly = 0.7 }", "a table"),
        ("true", "true"),
        ("2011-01-01", "the date 2011-01-01"),
    ] {
        refuses(
            MOMENTUM,
            &format!("momentum = {{ value = {value},"),
            &format!("scenario.toml:@:14: market.momentum: found {found}; accepted: {SHARE}"),
        );
    }
    refuses(
        "title = \"已批准的2011-2015年规划，以2011年1月市场为起点 | Adopted programme 2011-2015, \
         market as of January 2011\"",
        "title = 2011",
        "scenario.toml:@:1: scenario.title: found 2011; accepted: a text",
    );
    refuses(
        "cost_floor = { value = false",
        "cost_floor = { value = 0",
        "scenario.toml:@:1: auction.cost_floor: found 0; accepted: true or false",
    );
    refuses(
        "bidder_count = { value = \"negative_binomial\"",
        "bidder_count = { value = \"binomial\"",
        "scenario.toml:@:18: auction.bidder_count: found the text \"binomial\"; accepted: one of \
         negative_binomial, poisson, fixed",
    );
    refuses(
        "[market.demand]\n",
        "[[market.demand]]\n",
        "scenario.toml:@:10: market.demand: found a list of 1 values; accepted: a table",
    );
    refuses_text(
        &format!("{BASELINE_TEXT}\n[shock]\nid = \"dip\"\n"),
        &format!(
            "scenario.toml:{}:2: shock: found a table; accepted: a list of tables [[shock]]",
            BASELINE_TEXT.lines().count() + 2
        ),
    );
}

#[test]
fn a_number_out_of_range_is_refused_with_the_range() {
    refuses(
        "deposit_share = { value = 0.2,",
        "deposit_share = { value = 1.2,",
        "scenario.toml:@:19: receipts.deposit_share: found 1.2; accepted: a number from 0 to 1 \
         [share]",
    );
    refuses(
        "deposit_share = { value = 0.2,",
        "deposit_share = { value = -0.2,",
        "scenario.toml:@:19: receipts.deposit_share: found -0.2; accepted: a number from 0 to 1 \
         [share]",
    );
    refuses(
        "max_rounds = { value = 4,",
        "max_rounds = { value = 2.5,",
        "scenario.toml:@:16: auction.max_rounds: found 2.5; accepted: a whole number from 1 \
         to 100 [rounds]",
    );
    refuses(
        "window_months = { value = 60,",
        "window_months = { value = 0,",
        "scenario.toml:@:19: scenario.window_months: found 0; accepted: a whole number from 1 to \
         600 [months]",
    );
}

#[test]
fn a_number_that_is_not_finite_is_refused_under_its_full_key() {
    let digits = "9".repeat(400);
    let shown = format!("{}...", "9".repeat(60));
    let decimal = format!("{digits}.5");
    for (number, found) in [
        ("nan", "nan"),
        ("-inf", "-inf"),
        ("1e400", "1e400"),
        (&digits, &shown),
        (&decimal, &shown),
    ] {
        refuses(
            MOMENTUM,
            &format!("momentum = {{ value = {number},"),
            &format!(
                "scenario.toml:@:14: market.momentum: found {found}; accepted: a finite decimal \
                 number"
            ),
        );
    }
    refuses(
        "[0.9667, 0.0333, 0.0]",
        "[0.9667, inf, 0.0]",
        "scenario.toml:@:33: market.regime.transition: found inf; accepted: a finite decimal \
         number",
    );
}

#[test]
fn months_are_texts_and_nothing_else() {
    let accepted = "accepted: a month as text, such as \"2011-01\"";
    for (value, found) in [
        ("\"2011-13\"", "the text \"2011-13\""),
        ("\"2011-1\"", "the text \"2011-1\""),
        ("\"January 2011\"", "the text \"January 2011\""),
        ("2011-01-01", "the date 2011-01-01"),
        ("201101", "201101"),
    ] {
        refuses(
            "start = { value = \"2011-01\"",
            &format!("start = {{ value = {value}"),
            &format!("scenario.toml:@:11: scenario.start: found {found}; {accepted}"),
        );
    }
}

#[test]
fn the_window_lies_within_the_horizon() {
    refuses(
        "horizon_months = { value = 120,",
        "horizon_months = { value = 59,",
        "scenario.toml:@:1: scenario.horizon_months: found 59; accepted: at least window_months, \
         which is 60",
    );
    // A horizon of 0 is out of range; that it is also below the window is no second mistake.
    refuses(
        "horizon_months = { value = 120,",
        "horizon_months = { value = 0,",
        "scenario.toml:@:20: scenario.horizon_months: found 0; accepted: a whole number from 1 to \
         600 [months]",
    );
}

#[test]
fn a_missing_key_is_refused_at_its_table_and_a_missing_table_once() {
    let key = "phase_gfa = { value = 80000, unit = \"m2\", source = \"assumption: \
               住宅通常的分期规模 | a usual residential phase\" }\n";
    let table = line_of(BASELINE_TEXT, "[delivery]\n");
    refuses(
        key,
        "",
        &format!(
            "scenario.toml:{table}:2: delivery.phase_gfa: found nothing; accepted: a number from 1 \
             to 100000000 [m2]"
        ),
    );
    let tables = "auction delivery finance market receipts reserve scenario state_buyer";
    let mut expected: Vec<String> = tables
        .split(' ')
        .map(|name| format!("scenario.toml: {name}: found nothing; accepted: a table"))
        .collect();
    expected.push(
        "scenario.toml: zone: found no zone; accepted: one table [[zone]] for each zone of the \
         portfolio"
            .to_owned(),
    );
    refuses_text("# A scenario of which nothing is there but this line.\n", &expected.join("\n"));
}

#[test]
fn ids_are_different_from_each_other() {
    let shocks = "\n[[shock]]\nid = \"dip\"\nfrom = \"2012-05\"\n\n\
                  [[shock]]\nid = \"dip\"\nfrom = \"2013-05\"\n";
    refuses_text(
        &format!("{BASELINE_TEXT}{shocks}"),
        &format!(
            "scenario.toml:{}:3: shock: found the id \"dip\" twice; accepted: shocks with \
             different ids",
            BASELINE_TEXT.lines().count() + 2
        ),
    );
    let first_zone = line_of(BASELINE_TEXT, "[[zone]]\nid = \"xujiahui\"");
    refuses(
        "id = \"huajing\"",
        "id = \"longhua\"",
        &format!(
            "scenario.toml:{first_zone}:3: zone: found the id \"longhua\" twice; accepted: zones \
             with different ids"
        ),
    );
    let first_regime = line_of(BASELINE_TEXT, "[[market.regime]]\nid = \"slump\"");
    refuses(
        "id = \"boom\"",
        "id = \"slump\"",
        &format!(
            "scenario.toml:{first_regime}:10: market.regime: found the id \"slump\" twice; \
             accepted: regimes with different ids"
        ),
    );
}

#[test]
fn an_id_can_name_a_folder_and_leads_out_of_none() {
    let long = "x".repeat(81);
    for id in ["../escape", "..", "a/b", "/tmp/escape", "a b", ".hidden", "", "方案，二", &long]
    {
        refuses(
            "id = \"baseline\"",
            &format!("id = \"{id}\""),
            &format!(
                "scenario.toml:@:1: scenario.id: found the text \"{id}\"; accepted: 1 to 80 \
                 letters or digits of any script, -, _ and ., beginning with a letter or digit"
            ),
        );
    }
}

#[test]
fn a_shock_ends_after_it_begins_and_has_an_id() {
    let end = BASELINE_TEXT.lines().count();
    for until in ["2012-05", "2012-04"] {
        refuses_text(
            &format!(
                "{BASELINE_TEXT}\n[[shock]]\nid = \"dip\"\nfrom = \"2012-05\"\n\
                 until = \"{until}\"\n"
            ),
            &format!(
                "scenario.toml:{}:1: shock[dip].until: found {until}; accepted: a month after \
                 `from`, which is 2012-05",
                end + 5
            ),
        );
    }
    refuses_text(
        &format!("{BASELINE_TEXT}\n[[shock]]\nfrom = \"2012-05\"\n"),
        &format!("scenario.toml:{}:1: shock[1].id: found nothing; accepted: a text", end + 2),
    );
}

#[test]
fn a_path_of_values_is_in_order_of_time() {
    let path = "[{ value = 0.0 }, { from = \"2011-07\", value = 0.07 }]";
    let accepted = "a number from 0 to 1 [share], or a list of { from = \"YYYY-MM\", value = ... } \
                    in order of time, the first without `from`";
    let order = "dates out of order, or a first step with `from`";
    for (steps, column, expected) in [
        (
            "[{ value = 0.0 }, { from = \"2011-07\", value = 0.1 }, { from = \"2011-06\", \
             value = 0 }]",
            1,
            format!("{order}; accepted: {accepted}"),
        ),
        ("[{ from = \"2011-07\", value = 0.07 }]", 1, format!("{order}; accepted: {accepted}")),
        ("[]", 1, format!("{order}; accepted: {accepted}")),
        (
            "[{ value = 0.0 }, { form = \"2011-07\", value = 0.07 }]",
            44,
            format!("the unknown key \"form\"; accepted: {accepted}"),
        ),
        (
            "[{ value = 0.0 }, { from = \"2011-7\", value = 0.07 }]",
            44,
            "the text \"2011-7\"; accepted: a month as text, such as \"2011-01\"".to_owned(),
        ),
        ("[{ value = 1.5 }]", 27, format!("1.5; accepted: {accepted}")),
    ] {
        refuses(
            path,
            steps,
            &format!("scenario.toml:@:{column}: receipts.accrual.irrigation: found {expected}"),
        );
    }
}

#[test]
fn the_least_number_of_bidders_is_at_most_the_greatest() {
    refuses(
        "bidder_mean_least = { value = 0.2,",
        "bidder_mean_least = { value = 41,",
        "scenario.toml:@:1: auction.bidder_mean_least: found 41; accepted: at most \
         bidder_mean_greatest",
    );
}

#[test]
fn instalments_sum_to_the_price_in_order_of_months() {
    let accepted = "accepted: 1 to 24 tables [[receipts.instalment]] in order of months with \
                    shares that sum to 1";
    let begin = line_of(BASELINE_TEXT, "[[receipts.instalment]]\nmonths = { value = 1,");
    let half =
        "share = { value = 0.5, unit = \"share\", source = \"statute: 同上 | as above\" }\n\n[[";
    refuses(
        half,
        &half.replace("0.5", "0.4"),
        &format!(
            "scenario.toml:{begin}:12: receipts.instalment: found 2 instalments that sum to 0.9; \
             {accepted}"
        ),
    );
    refuses(
        "months = { value = 12, unit = \"months\", source = \"statute: 2009",
        "months = { value = 1, unit = \"months\", source = \"statute: 2009",
        &format!(
            "scenario.toml:{begin}:12: receipts.instalment: found 2 instalments that sum to 1; \
             {accepted}"
        ),
    );
    let from = BASELINE_TEXT.find("[[receipts.instalment]]").expect("it has instalments");
    let until = BASELINE_TEXT.find("[receipts]\n").expect("it has receipts");
    let both = &BASELINE_TEXT[from..until];
    refuses(
        both,
        "",
        &format!(
            "scenario.toml:@:2: receipts.instalment: found 0 instalments that sum to 0; {accepted}"
        ),
    );
    let empty = baseline(both, "");
    refuses_text(
        &patched(&empty, "[receipts]\n", "[receipts]\ninstalment = []\n"),
        &format!(
            "scenario.toml:{}:1: receipts.instalment: found 0 instalments that sum to 0; \
             {accepted}",
            begin + 1
        ),
    );
}

#[test]
fn every_finding_of_a_file_is_reported_in_the_order_of_lines() {
    let mut text = BASELINE_TEXT.to_owned();
    let patches = [
        ("deposit_share = { value = 0.2,", "deposit_share = { value = -0.2,"),
        (MOMENTUM, "momentum = { value = 1.5,"),
        ("spread = { value = 0.006,", "spread = { value = \"0.006\","),
        ("bid_sd = { value", "bidsd = { value"),
    ];
    for (from, to) in patches {
        text = patched(&text, from, to);
    }
    let line = |passage| line_of(&text, passage);
    refuses_text(
        &text,
        &format!(
            "scenario.toml:{}:14: market.momentum: found 1.5; accepted: {SHARE}\n\
             scenario.toml:{}:2: auction.bid_sd: found nothing; accepted: a number from 0 to 3 \
             [log]\n\
             scenario.toml:{}:1: auction.bidsd: found an unknown key; accepted: \"bid_sd\", the \
             nearest of the keys this table has\n\
             scenario.toml:{}:19: receipts.deposit_share: found -0.2; accepted: a number from 0 to \
             1 [share]\n\
             scenario.toml:{}:12: finance.spread: found the text \"0.006\"; accepted: a number \
             from -0.1 to 1 [per year]",
            line("momentum = { value = 1.5,"),
            line("[auction]\n"),
            line("bidsd = "),
            line("deposit_share = "),
            line("spread = { value = \"0.006\","),
        ),
    );
}
