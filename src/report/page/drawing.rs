//! Charts as SVG files: the page's own charts, drawn by the library that draws them in a browser.
//!
//! Apache `ECharts` runs in `QuickJS`, an interpreter that is compiled in; it sees neither files
//! nor clock nor network.

use std::collections::BTreeMap;

use rquickjs::{Context, Runtime};
use serde_json::Value;

/// Apache `ECharts`, the parts that `assets/report/bundle/entry.js` names.
pub const LIBRARY: &str = include_str!("../../../assets/report/echarts.min.js");
/// The charts: what they share, then those of each kind of page.
pub const CHARTS: [&str; 5] = [
    include_str!("../../../assets/report/charts.js"),
    include_str!("../../../assets/report/charts_projects.js"),
    include_str!("../../../assets/report/charts_run.js"),
    include_str!("../../../assets/report/charts_batch.js"),
    include_str!("../../../assets/report/charts_market.js"),
];
/// What the library asks of a browser and never needs here.
const STAND_INS: &str =
    "globalThis.setTimeout = function () { return 0; }; globalThis.clearTimeout = function () {};";
/// Stack of the interpreter (bytes).
const STACK: usize = 4 << 20;

/// Draws the charts of a page's data in a language ("zh" or "en"): SVG texts by id.
///
/// # Errors
/// What the interpreter says when a chart cannot be drawn.
pub fn draw(data: &Value, language: &str) -> Result<BTreeMap<String, String>, String> {
    let told = |error: rquickjs::Error| error.to_string();
    let runtime = Runtime::new().map_err(told)?;
    runtime.set_max_stack_size(STACK);
    let context = Context::full(&runtime).map_err(told)?;
    context.with(|context| {
        let caught = |error: rquickjs::Error| match error {
            rquickjs::Error::Exception => format!("{:?}", context.catch()),
            other => other.to_string(),
        };
        for script in [STAND_INS, LIBRARY].into_iter().chain(CHARTS) {
            context.eval::<(), _>(script).map_err(caught)?;
        }
        context.globals().set("data", data.to_string()).map_err(caught)?;
        let draw = format!("JSON.stringify(landsimCharts.draw(JSON.parse(data), {language:?}))");
        let drawn: String = context.eval(draw).map_err(caught)?;
        serde_json::from_str(&drawn).map_err(|error| error.to_string())
    })
}
