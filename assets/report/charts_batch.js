// The charts of several runs.
(function () {
  "use strict";
  landsimCharts.kind("batch", function (kit) {
    const { add, axisLook, bandsOf, base, c, cut, dark, data, fanTable, lang, legendLook, markAt, medianOf, name, narrow, options, shown, tip, windowEnds, word, yearly, zeroAt, FONT } = kit;
    // The window is what is judged; later receipts would flatten it.
    const months = data.months.slice(0, data.window);
    const scenarios = data.scenarios.map((scenario) => ({ title: scenario.title[lang], group: scenario.group, fan: cut(scenario.fan, data.window) }));

    overlay();
    multiples();
    for (const table of data.differences) differences(table);
    if (data.covers) covers(data.covers);
    if (data.regret) regret();

    // Up to three scenarios over one another: the base and the first choice, unless a reader chooses.
    function overlay() {
      const usual = [0].concat(scenarios.length > 1 ? [1] : []);
      const chosen = (options.overlay && options.overlay.length ? options.overlay : usual).slice(0, 3);
      const colour = [c.main, c.line, c.good];
      const series = chosen.flatMap((at, place) => {
        const fan = scenarios[at].fan;
        const wide = { p10: fan.p10, p90: fan.p90 };
        return bandsOf(wide, colour[place], "overlay" + place).concat([medianOf(fan, colour[place], scenarios[at].title, place === 0 ? zeroAt("yAxis") : undefined)]);
      });
      add("overlay", 360, base({
        legend: Object.assign(legendLook(chosen.map((at) => scenarios[at].title)), narrow ? { left: 8, orient: "vertical", textStyle: { color: c.text, fontFamily: FONT, width: 270, overflow: "truncate" } } : { left: 8 }),
        grid: { left: 8, right: 24, top: narrow ? 40 + 24 * chosen.length : 60, bottom: 8, containLabel: true },
        tooltip: tip((items) => {
          const at = items[0].dataIndex;
          return ["<b>" + months[at] + "</b>"].concat(chosen.map((place) => scenarios[place].title + "<br>" + word("median") + " " + shown(scenarios[place].fan.p50[at]) + " · " + word("four_fifths") + " " + shown(scenarios[place].fan.p10[at]) + " … " + shown(scenarios[place].fan.p90[at]))).join("<br>");
        }),
        xAxis: Object.assign({ type: "category", data: months, boundaryGap: false }, axisLook(), yearly(months)),
        yAxis: Object.assign({ type: "value", name: word("unit_cny") }, axisLook()),
        series: series,
      }), word("chart_overlay"), {
        heads: [word("month")].concat(chosen.flatMap((at) => ["P10", "P50", "P90"].map((end) => scenarios[at].title + " " + end))),
        rows: months.map((month, at) => [month].concat(chosen.flatMap((place) => [scenarios[place].fan.p10[at], scenarios[place].fan.p50[at], scenarios[place].fan.p90[at]]))),
      });
    }

    // Each scenario small, with the base behind it; in parts that fit a printed page.
    function multiples() {
      // As many in each part as in another, so that none stands alone.
      const parts = Math.ceil(scenarios.length / 12), each = Math.ceil(scenarios.length / parts);
      for (let part = 0; part < parts; part++) some(scenarios.slice(part * each, (part + 1) * each), part, part * each);
    }
    function some(part, number, first) {
      const across = narrow ? 1 : 3;
      const down = Math.ceil(part.length / across);
      const high = 190;
      const values = scenarios.flatMap((scenario) => scenario.fan.p05.concat(scenario.fan.p95));
      const low = Math.floor(Math.min(0, ...values) / 100) * 100, top = Math.ceil(Math.max(...values) / 100) * 100;
      const grid = [], xAxis = [], yAxis = [], series = [], title = [];
      const ghost = scenarios[0].fan;
      part.forEach((scenario, at) => {
        const left = (at % across) * (100 / across), above = Math.floor(at / across) * high;
        const place = { xAxisIndex: at, yAxisIndex: at };
        grid.push({ left: left + 0.5 + "%", width: 100 / across - 2 + "%", top: above + 40, height: high - 66, containLabel: true });
        title.push({ text: scenario.title, left: left + 0.5 + "%", top: above + 14, textStyle: { fontSize: 12, fontFamily: FONT, color: c.text, width: narrow ? 300 : 330, overflow: "truncate" } });
        xAxis.push(Object.assign({ gridIndex: at, type: "category", data: months, boundaryGap: false }, axisLook(), { splitLine: { show: false }, axisLabel: { color: c.faint, fontFamily: FONT, interval: 11, formatter: (value) => value.slice(0, 4), fontSize: 10 } }));
        yAxis.push(Object.assign({ gridIndex: at, type: "value", min: low, max: top }, axisLook(), { axisLabel: { color: c.faint, fontFamily: FONT, fontSize: 10 } }));
        for (const line of bandsOf(scenario.fan, c.band, "small" + at)) series.push(Object.assign(line, place));
        if (first + at > 0) {
          for (const [id, type] of [["p10", "dotted"], ["p50", "solid"], ["p90", "dotted"]]) series.push(Object.assign({ name: word("base_scenario") + " " + id.toUpperCase(), type: "line", symbol: "none", silent: true, lineStyle: { color: c.faint, width: 1, type: type }, itemStyle: { color: c.faint }, data: ghost[id] }, place));
        }
        series.push(Object.assign(medianOf(scenario.fan, c.main, scenario.title, zeroAt("yAxis")), place));
      });
      add("multiples_" + (number + 1), down * high + 20, base({ title: title, grid: grid, xAxis: xAxis, yAxis: yAxis, series: series,
        tooltip: tip((items) => {
          const scenario = part[items[0].axisIndex], at = items[0].dataIndex;
          return scenario.title + " " + months[at] + "<br>" + word("median") + " " + shown(scenario.fan.p50[at]) + "<br>" + word("nine_tenths") + " " + shown(scenario.fan.p05[at]) + " … " + shown(scenario.fan.p95[at]);
        }) }), word("chart_multiples"), {
        heads: [word("month")].concat(part.flatMap((scenario) => ["P05", "P50", "P95"].map((end) => scenario.title + " " + end))),
        rows: months.map((month, at) => [month].concat(part.flatMap((scenario) => [scenario.fan.p05[at], scenario.fan.p50[at], scenario.fan.p95[at]]))),
      });
    }

    function differences(table) {
      const rows = table.rows.slice().reverse();
      const unit = word("unit_" + table.unit);
      add("difference_" + table.id, 70 + 26 * rows.length, base({
        grid: { left: 8, right: 40, top: 24, bottom: 8, containLabel: true },
        tooltip: tip((item) => rows[item.value[1]].title[lang] + "<br>" + shown(rows[item.value[1]].mean) + " (" + shown(rows[item.value[1]].low) + " … " + shown(rows[item.value[1]].high) + ") " + unit, "item"),
        xAxis: Object.assign({ type: "value", name: unit }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.title[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, fontSize: 11, interval: 0, width: narrow ? 130 : 330, overflow: "truncate" }, splitLine: { show: true, lineStyle: { color: c.grid } } }),
        series: [
          { type: "custom", silent: true, encode: { x: [0, 2], y: 1 },
            renderItem: (params, api) => {
              const begin = api.coord([api.value(0), api.value(1)]), end = api.coord([api.value(2), api.value(1)]);
              return { type: "line", shape: { x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }, style: { stroke: c.text, lineWidth: 2 } };
            },
            data: rows.map((row, at) => [row.low, at, row.high]) },
          { type: "scatter", symbolSize: 9, data: rows.map((row, at) => ({ value: [row.mean, at], itemStyle: { color: row.better === null ? c.faint : row.better ? c.good : c.bad } })), markLine: zeroAt("xAxis") },
        ],
      }), name(table.id), { heads: [word("scenario"), unit, word("interval_low"), word("interval_high")], rows: table.rows.map((row) => [row.title[lang], row.mean, row.low, row.high]) });
    }

    // Cover of all projects together by scenario: nine tenths of futures, the median, the lines of 1.0 and of the plan.
    function covers(found) {
      const rows = found.slice().reverse();
      const lines = [{ xAxis: 1, label: { formatter: "1.0" } }];
      if (found[0].planned) lines.push({ xAxis: found[0].planned, label: { formatter: word("projects_planned") + " " + shown(found[0].planned, 2) } });
      add("cover_by_scenario", 90 + 26 * rows.length, base({
        grid: { left: 8, right: 40, top: 36, bottom: 8, containLabel: true },
        tooltip: tip((item) => {
          const row = rows[item.value[1]];
          return row.title[lang] + "<br>" + word("median") + " " + shown(row.p50, 2) + " · " + word("nine_tenths") + " " + shown(row.p05, 2) + " … " + shown(row.p95, 2);
        }, "item"),
        xAxis: Object.assign({ type: "value", min: 0, name: word("unit_times") }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.title[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, fontSize: 11, interval: 0, width: narrow ? 130 : 330, overflow: "truncate" }, splitLine: { show: true, lineStyle: { color: c.grid } } }),
        series: [
          { type: "custom", silent: true, encode: { x: [0, 2], y: 1 },
            renderItem: (params, api) => {
              const begin = api.coord([api.value(0), api.value(1)]), end = api.coord([api.value(2), api.value(1)]);
              return { type: "line", shape: { x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }, style: { stroke: c.main, lineWidth: 5, opacity: 0.35 } };
            },
            data: rows.map((row, at) => [row.p05, at, row.p95]) },
          { type: "scatter", symbolSize: 10, data: rows.map((row, at) => ({ value: [row.p50, at], itemStyle: { color: row.p50 < 1 ? c.bad : c.good } })),
            markLine: { silent: true, symbol: "none", lineStyle: { color: c.line, type: "dashed", width: 1.5 }, label: { color: c.line, fontFamily: FONT, position: "end" }, data: lines } },
        ],
      }), word("chart_cover_by_scenario"), { heads: [word("scenario"), "P05", "P50", "P95", word("projects_planned")], rows: found.map((row) => [row.title[lang], row.p05, row.p50, row.p95, row.planned]) });
    }

    // The map of the figure that a reader chooses.
    function regret() {
      const r = data.regret[options.regret || 0];
      const policies = r.policies.map((policy) => policy[lang]), markets = r.markets.map((market) => market[lang]);
      const cells = [];
      r.values.forEach((row, policy) => row.forEach((value, market) => cells.push([market, policy, value])));
      const top = Math.max(1e-9, ...cells.map((cell) => cell[2]));
      add("regret", 160 + 48 * policies.length, base({
        title: { text: r.name[lang], left: 8, top: 0, textStyle: { fontSize: 12, fontFamily: FONT, color: c.text } },
        grid: { left: 8, right: 24, top: 28, bottom: 90, containLabel: true },
        tooltip: tip((item) => policies[item.value[1]] + " × " + markets[item.value[0]] + "<br>" + word("regret") + " " + shown(item.value[2]), "item"),
        xAxis: Object.assign({ type: "category", data: markets }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 70 : 150, overflow: "break" } }),
        yAxis: Object.assign({ type: "category", inverse: true, data: policies }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: narrow ? 100 : 220, overflow: "break" } }),
        visualMap: { min: 0, max: top, orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12, precision: 1, textStyle: { color: c.text, fontFamily: FONT }, inRange: { color: dark ? ["#24402f", "#8a3324"] : ["#e3f2e8", "#e0765f"] } },
        series: [{ type: "heatmap", data: cells, label: { show: true, fontFamily: FONT, color: c.text, formatter: (item) => shown(item.value[2]) }, itemStyle: { borderColor: c.back, borderWidth: 2 } }],
      }), word("chart_regret"), { heads: [""].concat(markets), rows: policies.map((policy, at) => [policy].concat(r.values[at])) });
    }
  });
})();
