// The charts of one run.
(function () {
  "use strict";
  landsimCharts.kind("run", function (kit) {
    const { add, axisLook, bandsOf, base, c, cut, dark, data, fan, fanTable, fanTip, inPercent, lang, legendLook, markAt, medianOf, name, narrow, seenUntil, shown, tip, windowEnds, word, yearly, zeroAt, FONT } = kit;
    const STAGES = ["stage_clearing", "stage_waiting", "stage_sold", "stage_building"];
    const stageColours = () => [c.line, c.soft, c.main, c.good];
    const of = (id) => data.fans.find((series) => series.id === id);

    first();
    believed();
    short();
    covered();
    kit.draw("projects");
    const area = of("gfa_started_so_far_m2");
    add("fan_gfa_started_so_far_m2", 320, fan(area, data.months, word("unit_m2"), lines(area)), name(area.id), fanTable(area, data.months));
    waterfall();
    deficits();
    histogram();
    exceedance();
    kit.correlations("drivers", data.drivers);
    timelines();
    tiles();

    // A target, where there is one, the end of the window, and what was done.
    function lines(series) {
      const mark = series.target === null ? zeroAt("yAxis") : markAt("yAxis", series.target, word("plan") + " " + shown(series.target, 0));
      mark.data.push(windowEnds(data.months));
      if (data.seen > 0) mark.data.push(seenUntil(data.months));
      return mark;
    }

    // The gap: the plan window close up, the horizon beside it.
    function first() {
      const balance = of("cumulative_balance_cny");
      const months = data.months.slice(0, data.window);
      const near = cut(balance, data.window);
      const option = fan(near, months, word("unit_cny"), zeroAt("yAxis"));
      // What lies below nothing is a gap.
      const least = Math.min(0, ...near.p05);
      if (least < 0) option.series.unshift({
        name: "", type: "custom", silent: true, encode: { y: 1 }, data: [[months[0], least]],
        renderItem: (params, api) => {
          const left = params.coordSys.x, top = api.coord([months[0], 0])[1], low = Math.min(api.coord([months[0], least])[1], params.coordSys.y + params.coordSys.height);
          return { type: "group", children: [
            { type: "rect", shape: { x: left, y: top, width: params.coordSys.width, height: Math.max(low - top, 0) }, style: { fill: c.bad, opacity: 0.1 } },
            { type: "text", style: { text: word("gap"), x: left + 8, y: low - 6, textVerticalAlign: "bottom", verticalAlign: "bottom", fill: c.bad, font: "12px " + FONT } },
          ] };
        },
      });
      add("first", 340, option, word("chart_first"), fanTable(near, months));
      add("horizon", 340, fan(balance, data.months, word("unit_cny"), lines(balance)), word("chart_horizon"), fanTable(balance, data.months));
    }

    // How the verdict moves with each doubted number.
    function believed() {
      if (!data.tornado || data.tornado.length === 0) return;
      const rows = data.tornado.slice().reverse();
      const bar = (end, label, colour) => ({
        name: label, type: "bar", stack: "both", barWidth: "58%", itemStyle: { color: colour },
        data: rows.map((row) => row.ends[end].change),
      });
      const both = rows.map((row) => row.ends[0].change * row.ends[1].change > 0);
      add("tornado", 70 + 30 * rows.length, base({
        legend: legendLook([word("at_p10"), word("at_p90")]),
        grid: { left: 8, right: 32, top: narrow ? 56 : 34, bottom: 26, containLabel: true },
        tooltip: tip((items) => {
          const row = rows[items[0].dataIndex];
          const end = (at) => word(at === 0 ? "at_p10" : "at_p90") + " " + row.ends[at].value + ": " + shown(row.ends[at].change) + " (" + shown(row.ends[at].low) + " … " + shown(row.ends[at].high) + ")";
          return ["<b>" + row.name[lang] + "</b>", word("as_stated") + " " + row.stated, end(0), end(1)].join("<br>");
        }),
        xAxis: Object.assign({ type: "value", name: word("points"), nameLocation: "middle", nameGap: 26 }, axisLook(), { nameTextStyle: { color: c.faint, fontFamily: FONT, align: "center" } }),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 110 : 240, overflow: "break" } }),
        // Two ends on one side lie beside one another and do not add up.
        series: [bar(0, word("at_p10"), c.band), bar(1, word("at_p90"), c.line)].map((one) => Object.assign(one, both.some((same) => same) ? { stack: undefined, barWidth: "32%", barGap: "0%" } : {})),
      }), word("chart_tornado"), {
        heads: [word("number"), word("as_stated"), word("at_p10"), word("points"), word("at_p90"), word("points")],
        rows: data.tornado.map((row) => [row.name[lang], row.stated, row.ends[0].value, row.ends[0].change, row.ends[1].value, row.ends[1].change]),
      });
    }

    // How far the land of projects covers what their bonds cost: bars of nine tenths and of half, and the median.
    function covered() {
      if (!data.projects || data.projects.length === 0) return;
      const rows = data.projects.slice().reverse();
      const part = (low, high, opacity) => ({
        name: "", type: "bar", stack: "cover", barWidth: "46%", silent: true,
        itemStyle: { color: low ? c.band : "transparent", opacity: low ? opacity : 0 },
        data: rows.map((row) => row.cover[high] - (low ? row.cover[low] : 0)),
      });
      const lines = { silent: true, symbol: "none", lineStyle: { color: c.line, type: "dashed", width: 1.5 }, label: { color: c.line, fontFamily: FONT, formatter: (item) => item.value.toFixed(1) }, data: [{ xAxis: 1 }, { xAxis: 1.1 }, { xAxis: 1.2 }] };
      const median = { name: word("median"), type: "scatter", symbolSize: 9, itemStyle: { color: c.main }, data: rows.map((row, at) => [row.cover.p50, at]), markLine: lines };
      const planned = { name: word("projects_planned"), type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: c.bad }, data: rows.flatMap((row, at) => row.planned ? [[row.planned, at]] : []) };
      add("cover", 90 + 40 * rows.length, base({
        legend: legendLook([word("median"), word("projects_planned")]),
        grid: { left: 8, right: 32, top: narrow ? 56 : 40, bottom: 8, containLabel: true },
        tooltip: tip((items) => {
          const row = rows[items[0].dataIndex], cover = row.cover;
          return ["<b>" + row.name[lang] + "</b>", word("median") + " " + shown(cover.p50, 2), "P25–P75 " + shown(cover.p25, 2) + " … " + shown(cover.p75, 2), "P05–P95 " + shown(cover.p05, 2) + " … " + shown(cover.p95, 2)].join("<br>");
        }),
        xAxis: Object.assign({ type: "value", min: 0 }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 110 : 240, overflow: "break" } }),
        series: [part(null, "p05", 0), part("p05", "p25", 0.35), part("p25", "p75", 0.75), part("p75", "p95", 0.35), median, planned],
      }), word("chart_cover"), {
        heads: [word("project"), word("projects_planned"), "P05", "P25", "P50", "P75", "P95"],
        rows: data.projects.map((row) => [row.name[lang], row.planned].concat(["p05", "p25", "p50", "p75", "p95"].map((id) => row.cover[id]))),
      });
    }

    // Debt and what limits it; what bound and what came before where the district pays.
    function short() {
      const debt = of("debt_cny"), facility = of("facility_limit_cny"), collateral = of("collateral_limit_cny");
      const unit = word("unit_cny");
      const line = (series, id, label, colour, type) => ({ name: label, type: "line", symbol: "none", lineStyle: { color: colour, width: 2, type: type }, itemStyle: { color: colour }, data: series[id] });
      const names = [word("debt_median"), word("collateral_median"), word("collateral_low"), word("facility_median")];
      const option = base({
        legend: legendLook(names),
        grid: { left: 8, right: 24, top: narrow ? 96 : 40, bottom: 8, containLabel: true },
        tooltip: fanTip(debt, data.months, unit),
        xAxis: Object.assign({ type: "category", data: data.months, boundaryGap: false }, axisLook(), yearly(data.months)),
        yAxis: Object.assign({ type: "value", name: unit }, axisLook()),
        series: bandsOf(debt, c.band, "").concat([
          medianOf(debt, c.main, names[0], { silent: true, symbol: "none", data: [windowEnds(data.months)].concat(data.seen > 0 ? [seenUntil(data.months)] : []) }),
          line(collateral, "p50", names[1], c.good, "solid"),
          line(collateral, "p10", names[2], c.good, "dashed"),
          line(facility, "p50", names[3], c.line, "solid"),
        ]),
      });
      const whole = { heads: [word("month")].concat(names), rows: data.months.map((month, at) => [month, debt.p50[at], collateral.p50[at], collateral.p10[at], facility.p50[at]]) };
      add("limits", 340, option, word("chart_limits"), whole);
      if (!data.reasons) return;
      const rows = data.reasons.slice().reverse();
      const bars = (id, label, colour) => ({ name: label, type: "bar", barGap: "10%", barWidth: "36%", itemStyle: { color: colour }, data: rows.map((row) => row[id]),
        label: { show: true, position: "right", color: c.text, fontFamily: FONT, formatter: (item) => (item.value === null || item.value === undefined ? "" : shown(item.value) + "%") } });
      add("reasons", 60 + 40 * rows.length, base({
        legend: legendLook([word("paying_futures"), word("other_futures")]),
        grid: { left: 8, right: 64, top: narrow ? 56 : 34, bottom: 8, containLabel: true },
        tooltip: tip((items) => rows[items[0].dataIndex].name[lang] + "<br>" + items.filter((item) => item.value !== null).map((item) => item.seriesName + " " + shown(item.value) + "%").join("<br>")),
        xAxis: Object.assign({ type: "value", min: 0, max: 100 }, axisLook(), inPercent()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 110 : 260, overflow: "break" } }),
        series: [bars("other", word("other_futures"), c.soft), bars("share", word("paying_futures"), c.bad)],
      }), word("chart_reasons"), { heads: ["", word("paying_futures"), word("other_futures")], rows: data.reasons.map((row) => [row.name[lang], row.share, row.other]) });
    }

    function waterfall() {
      const rows = data.waterfall;
      const floor = [], up = [], down = [], whole = [];
      let sum = 0;
      for (const row of rows) {
        const begin = row.total ? 0 : sum;
        const end = row.total ? row.value : sum + row.value;
        // Below and above the axis a bar is what lies between its ends.
        floor.push(begin * end > 0 ? Math.sign(begin) * Math.min(Math.abs(begin), Math.abs(end)) : 0);
        const height = begin * end > 0 ? Math.sign(begin) * Math.abs(end - begin) : end - begin;
        up.push(!row.total && row.value >= 0 ? height : "-");
        down.push(!row.total && row.value < 0 ? height : "-");
        whole.push(row.total ? height : "-");
        sum = end;
      }
      const bar = (label, values, colour) => ({
        name: label, type: "bar", stack: "all", barWidth: "62%", itemStyle: { color: colour }, data: values,
        label: { show: true, position: "top", color: c.text, fontFamily: FONT, fontSize: narrow ? 9 : 12, formatter: (item) => shown(rows[item.dataIndex].value) },
      });
      add("waterfall", narrow ? 380 : 340, base({
        tooltip: tip((items) => name(rows[items[0].dataIndex].id) + "<br>" + shown(rows[items[0].dataIndex].value) + " " + word("unit_cny")),
        xAxis: Object.assign({ type: "category", data: rows.map((row) => name(row.id)) }, axisLook(), {
          axisLabel: { color: c.faint, fontFamily: FONT, interval: 0, width: narrow ? undefined : 62, rotate: narrow ? 60 : 0, overflow: narrow ? "none" : "break", fontSize: narrow ? 9 : 11 }, splitLine: { show: false } }),
        yAxis: Object.assign({ type: "value", name: word("unit_cny") }, axisLook()),
        series: [
          { type: "bar", stack: "all", silent: true, itemStyle: { opacity: 0 }, data: floor },
          bar(word("inflow"), up, c.good), bar(word("outflow"), down, c.bad), bar(word("total"), whole, c.main),
        ],
      }), word("chart_waterfall"), { heads: [word("item"), word("unit_cny")], rows: rows.map((row) => [name(row.id), row.value]) });
    }

    function deficits() {
      add("deficits", 260, base({
        tooltip: tip((items) => items[0].name + "<br>" + shown(items[0].value) + "%"),
        xAxis: Object.assign({ type: "category", data: data.deficits.map((row) => row.year) }, axisLook(), { splitLine: { show: false } }),
        yAxis: Object.assign({ type: "value", min: 0 }, axisLook(), inPercent()),
        series: [{ type: "bar", barWidth: "60%", itemStyle: { color: c.bad }, data: data.deficits.map((row) => row.percent),
          label: { show: true, position: "top", color: c.text, fontFamily: FONT, formatter: (item) => shown(item.value) } }],
      }), word("chart_deficits"));
    }

    function histogram() {
      const h = data.histogram;
      const middles = h.counts.map((_, at) => h.from + (at + 0.5) * h.width);
      add("histogram", 300, base({
        tooltip: tip((items) => {
          const low = h.from + items[0].dataIndex * h.width;
          const at = items[0].dataIndex, last = h.counts.length - 1;
          const ends = at === 0 ? "≤ " + shown(low + h.width, 0) : at === last ? "≥ " + shown(low, 0) : shown(low, 0) + " … " + shown(low + h.width, 0);
          return ends + " " + word("unit_cny") + "<br>" + shown((100 * h.counts[items[0].dataIndex]) / data.trials, 2) + "%";
        }),
        xAxis: Object.assign({ type: "value", name: word("unit_cny"), min: h.from, max: h.from + h.width * h.counts.length }, axisLook(), { splitLine: { show: false }, nameLocation: "end", nameGap: 4 }),
        yAxis: Object.assign({ type: "value" }, axisLook(), inPercent()),
        grid: { left: 8, right: 48, top: 34, bottom: 8, containLabel: true },
        series: [{ type: "custom",
          renderItem: (params, api) => {
            const low = h.from + params.dataIndex * h.width;
            const begin = api.coord([low, api.value(1)]), end = api.coord([low + h.width, 0]);
            return { type: "rect", shape: { x: begin[0], y: begin[1], width: Math.max(end[0] - begin[0] - 1, 1), height: end[1] - begin[1] },
              style: { fill: low + 0.5 * h.width < h.target ? c.bad : c.main } };
          },
          encode: { x: 0, y: 1 },
          data: middles.map((middle, at) => [middle, (100 * h.counts[at]) / data.trials]) },
          { type: "line", data: [], markLine: markAt("xAxis", h.target, word("target")) }],
      }), word("chart_histogram"), { heads: [word("from") + " (" + word("unit_cny") + ")", word("until"), "%"], rows: h.counts.map((count, at) => [h.from + at * h.width, h.from + (at + 1) * h.width, (100 * count) / data.trials]) });
    }

    function exceedance() {
      const e = data.exceedance;
      add("exceedance", 300, base({
        tooltip: tip((items) => word("more_than") + " " + shown(items[0].value[0]) + " " + word("unit_cny") + "<br>" + shown(items[0].value[1]) + "%"),
        xAxis: Object.assign({ type: "value", name: word("unit_cny"), scale: true }, axisLook(), { nameLocation: "end", nameGap: 4 }),
        yAxis: Object.assign({ type: "value", min: 0, max: 100 }, axisLook(), inPercent()),
        grid: { left: 8, right: 48, top: 34, bottom: 8, containLabel: true },
        series: [{ type: "line", symbol: "none", lineStyle: { color: c.main, width: 2 }, data: e.x.map((x, at) => [x, e.percent[at]]), markLine: markAt("xAxis", e.target, word("target")) }],
      }), word("chart_exceedance"), { heads: [word("unit_cny"), "%"], rows: e.x.map((x, at) => [x, e.percent[at]]) });
    }

    // In parts of whole zones that fit a printed page, each with its own axis of years.
    function timelines() {
      const parts = [];
      for (const plot of data.plots) {
        const last = parts[parts.length - 1];
        if (!last || last.length >= 36 || (last.length >= 24 && last[last.length - 1].zone !== plot.zone)) parts.push([plot]);
        else last.push(plot);
      }
      parts.forEach((rows, at) => timeline(rows, at));
    }

    function timeline(rows, part) {
      const months = data.months.length;
      const segments = [];
      rows.forEach((plot, at) => {
        const ends = [plot.acquisition, plot.ready, plot.deal, plot.start, plot.completion].map((mark) => (mark ? mark[1] : null));
        for (let stage = 0; stage < 4; stage += 1) {
          if (ends[stage] !== null && ends[stage + 1] !== null && ends[stage + 1] > ends[stage]) {
            segments.push([at, ends[stage], ends[stage + 1], stage]);
          }
        }
      });
      const whiskers = rows.map((plot, at) => (plot.deal ? [at, plot.deal[0], plot.deal[2]] : null)).filter((row) => row);
      const dateAt = (value) => data.months[Math.max(0, Math.min(months - 1, Math.round(value)))];
      const colour = stageColours();
      add("timeline_" + (part + 1), 70 + 15 * rows.length, base({
        legend: legendLook(STAGES.map(word)),
        grid: { left: 8, right: 24, top: narrow ? 72 : 40, bottom: 8, containLabel: true },
        tooltip: tip((item) => {
          const plot = rows[item.value[0]];
          const mark = (key, value) => (value ? word(key) + " " + dateAt(value[1]) + " (" + dateAt(value[0]) + " … " + dateAt(value[2]) + ")" : null);
          return ["<b>" + plot.name[lang] + "</b> " + name(plot.zone), mark("mark_acquisition", plot.acquisition), mark("mark_ready", plot.ready), mark("mark_deal", plot.deal),
            mark("mark_start", plot.start), mark("mark_completion", plot.completion)].filter((line) => line).join("<br>");
        }, "item"),
        xAxis: Object.assign({ type: "value", min: 0, max: months, interval: 12 }, axisLook(), { position: "top", axisLabel: { color: c.faint, fontFamily: FONT, hideOverlap: true, formatter: (value) => (value < months ? data.months[value].slice(0, 4) : "") } }),
        yAxis: Object.assign({ type: "category", inverse: true, data: rows.map((plot) => plot.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, fontSize: 9, interval: 0, width: narrow ? 84 : 170, overflow: "truncate" }, splitLine: { show: false }, axisTick: { show: false } }),
        series: STAGES.map((stage, at) => ({
          name: word(stage), type: "custom", itemStyle: { color: colour[at] },
          renderItem: (params, api) => {
            const begin = api.coord([api.value(1), api.value(0)]), end = api.coord([api.value(2), api.value(0)]);
            return { type: "rect", shape: { x: begin[0], y: begin[1] - 5, width: Math.max(end[0] - begin[0], 1), height: 7 }, style: { fill: colour[at] } };
          },
          encode: { x: [1, 2], y: 0 }, data: segments.filter((segment) => segment[3] === at),
        })).concat([{
          type: "custom", silent: true,
          renderItem: (params, api) => {
            const begin = api.coord([api.value(1), api.value(0)]), end = api.coord([api.value(2), api.value(0)]);
            const y = begin[1] + 4;
            const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: { stroke: c.main, lineWidth: 1 } });
            return { type: "group", children: [line(begin[0], y, end[0], y), line(begin[0], y - 2, begin[0], y + 2), line(end[0], y - 2, end[0], y + 2)] };
          },
          encode: { x: [1, 2], y: 0 }, data: whiskers,
        }]),
      }), word("chart_timeline"), {
        heads: [word("plot"), word("zone"), word("mark_acquisition"), word("mark_ready"), word("mark_deal"), word("mark_start"), word("mark_completion")],
        rows: rows.map((plot) => [plot.name[lang], name(plot.zone)].concat([plot.acquisition, plot.ready, plot.deal, plot.start, plot.completion].map((mark) => (mark ? dateAt(mark[1]) : "")))),
      });
    }

    function tiles() {
      const zones = data.zones;
      const cells = [], later = [];
      let widest = 1;
      zones.forEach((zone, row) => zone.plots.forEach((plot, at) => { widest = Math.max(widest, at + 1); (plot.later ? later : cells).push([at, row, plot.percent]); }));
      add("tiles", 90 + 30 * zones.length, base({
        grid: { left: 8, right: 24, top: 10, bottom: 48, containLabel: true },
        tooltip: tip((item) => { const plot = zones[item.value[1]].plots[item.value[0]]; return "<b>" + plot.name[lang] + "</b><br>" + (plot.later ? word("planned_later") + "<br>" : "") + word("sold_in_window") + " " + shown(plot.percent, 0) + "%<br>" + shown(plot.hectares, 1) + " " + word("unit_ha"); }, "item"),
        xAxis: { type: "category", show: false, data: Array.from({ length: widest }, (_, at) => at) },
        yAxis: Object.assign({ type: "category", inverse: true, data: zones.map((zone) => name(zone.id)) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: narrow ? 90 : 180, overflow: "break" }, splitLine: { show: false }, axisTick: { show: false } }),
        visualMap: { min: 0, max: 100, seriesIndex: 0, orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12, text: ["100%", "0%"], textStyle: { color: c.text, fontFamily: FONT }, inRange: { color: dark ? ["#3a3f44", "#6cb6ff"] : ["#e8edf2", "#0b5cad"] } },
        series: [
          { type: "heatmap", data: cells, itemStyle: { borderColor: c.back, borderWidth: 2 } },
          // An outline instead of a shade: the colour scale is not theirs.
          { name: word("planned_later"), type: "custom", encode: { x: 0, y: 1 }, itemStyle: { color: c.faint },
            renderItem: (params, api) => {
              const middle = api.coord([api.value(0), api.value(1)]), size = api.size([1, 1]);
              return { type: "rect", shape: { x: middle[0] - size[0] / 2 + 2, y: middle[1] - size[1] / 2 + 2, width: size[0] - 4, height: size[1] - 4 }, style: { fill: c.back, stroke: c.faint, lineWidth: 1, lineDash: [3, 2] } };
            },
            data: later },
        ],
      }), word("chart_tiles"), {
        heads: [word("zone"), word("plot"), word("sold_in_window") + " (%)", word("unit_ha")],
        rows: zones.flatMap((zone) => zone.plots.map((plot) => [name(zone.id), plot.name[lang], plot.percent, plot.hectares])),
      });
    }
  });
})();
