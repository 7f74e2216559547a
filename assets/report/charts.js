// The charts of a report. `landsimCharts.build` turns data, words and names into options of ECharts, the same in a
// browser and where SVG files are written; nothing here reads a clock, a window or the network.
globalThis.landsimCharts = (function () {
  "use strict";
  const FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif";

  function colours(dark) {
    return dark
      ? { text: "#e6e6e6", faint: "#9aa0a6", grid: "#3a3f44", main: "#6cb6ff", band: "#6cb6ff", good: "#57c785", bad: "#ff8a70", line: "#ffb454", soft: "#50565c", back: "#1b1e22" }
      : { text: "#1f2933", faint: "#5f6b76", grid: "#e3e7eb", main: "#0b5cad", band: "#3f8fd9", good: "#20794a", bad: "#c2402a", line: "#b35c00", soft: "#c3cbd3", back: "#ffffff" };
  }

  function build(data, lang, dark, narrow) {
    const c = colours(dark);
    const word = (key) => (data.words[key] ? data.words[key][lang] : key);
    const name = (id) => (data.names[id] ? data.names[id][lang] : id);
    const shown = (value, digits) =>
      value === null || value === undefined ? "–" : Number(value).toFixed(digits === undefined ? 1 : digits);
    const charts = [];

    function base(more) {
      return Object.assign(
        {
          animation: false,
          backgroundColor: c.back,
          textStyle: { fontFamily: FONT, color: c.text, fontSize: 12 },
          grid: { left: 8, right: 24, top: narrow ? 56 : 34, bottom: 8, containLabel: true },
          color: [c.main, c.line, c.good, c.bad],
        },
        more
      );
    }
    const axisLook = () => ({
      axisLabel: { color: c.faint, fontFamily: FONT, hideOverlap: true },
      axisLine: { lineStyle: { color: c.soft } },
      splitLine: { lineStyle: { color: c.grid } },
      nameTextStyle: { color: c.faint, fontFamily: FONT, align: "left" },
    });
    const inPercent = () => ({ axisLabel: { color: c.faint, fontFamily: FONT, formatter: (value) => value + " %" } });
    const tip = (formatter, trigger) => ({
      trigger: trigger || "axis",
      confine: true,
      backgroundColor: c.back,
      borderColor: c.soft,
      textStyle: { color: c.text, fontFamily: FONT, fontSize: 12 },
      formatter: formatter,
    });
    const legendLook = (names) => ({ top: narrow ? 0 : 4, right: 8, data: names, textStyle: { color: c.text, fontFamily: FONT }, itemWidth: 16, itemHeight: 8 });
    function add(id, height, option, about) {
      charts.push({ id: id, height: height, option: option, about: about || "" });
    }
    const markAt = (axis, value, label) => ({
      silent: true,
      symbol: "none",
      lineStyle: { color: c.line, type: "dashed", width: 1.5 },
      label: { formatter: label, color: c.line, fontFamily: FONT, position: axis === "yAxis" ? "insideEndTop" : "end" },
      data: [{ [axis]: value }],
    });

    // Years at their Januaries.
    const yearly = (months) => ({
      splitLine: { show: false },
      axisTick: { interval: (at) => months[at].endsWith("-01"), alignWithLabel: true },
      axisLabel: { color: c.faint, fontFamily: FONT, hideOverlap: true, interval: (at) => months[at].endsWith("-01"), formatter: (month) => month.slice(0, 4) },
    });
    // The plan window ends here.
    const windowEnds = (months) => ({ xAxis: months[data.window - 1], label: { formatter: word("window_ends"), position: "insideEndTop" }, lineStyle: { color: c.faint, type: "dotted" } });

    // What was done ends here.
    const seenUntil = (months) => ({ xAxis: months[Math.min(data.seen, months.length) - 1], label: { formatter: word("done_until"), position: "insideEndTop" }, lineStyle: { color: c.main, type: "solid", width: 1 } });

    // Bands are stacked areas over an unseen lowest line.
    function fan(series, months, unit, extra) {
      const less = (upper, lower) => upper.map((value, at) => value - lower[at]);
      const band = (id, values, opacity, label) => ({
        name: label,
        type: "line",
        stack: id,
        stackStrategy: "all",
        symbol: "none",
        lineStyle: { opacity: 0 },
        areaStyle: { color: c.band, opacity: opacity },
        itemStyle: { color: c.band, opacity: Math.min(1, opacity * 2.2) },
        data: values,
      });
      const under = (id, values) => Object.assign(band(id, values, 0, ""), { name: "", areaStyle: { opacity: 0 } });
      const median = {
        name: word("median"),
        type: "line",
        symbol: "none",
        lineStyle: { color: c.main, width: 2 },
        itemStyle: { color: c.main },
        data: series.p50,
        markLine: extra,
      };
      // In months that were seen all futures are one.
      const done = data.seen > 0 && series.p50.length === months.length && !series.cut ? [{
        name: word("what_was_done"),
        type: "line",
        symbol: "none",
        lineStyle: { color: c.line, width: 3 },
        itemStyle: { color: c.line },
        data: series.p50.map((value, at) => at < data.seen ? value : null),
      }] : [];
      return base({
        legend: legendLook([word("median"), word("half"), word("nine_tenths")].concat(done.map((line) => line.name))),
        tooltip: tip((items) => {
          const at = items[0].dataIndex;
          return [
            months[at],
            word("median") + " " + shown(series.p50[at]) + " " + unit,
            word("half") + " " + shown(series.p25[at]) + " … " + shown(series.p75[at]),
            word("nine_tenths") + " " + shown(series.p05[at]) + " … " + shown(series.p95[at]),
          ].join("<br>");
        }),
        xAxis: Object.assign({ type: "category", data: months, boundaryGap: false }, axisLook(), yearly(months)),
        yAxis: Object.assign({ type: "value", name: unit, scale: false }, axisLook()),
        series: [
          under("wide", series.p05),
          band("wide", less(series.p95, series.p05), 0.18, word("nine_tenths")),
          under("half", series.p25),
          band("half", less(series.p75, series.p25), 0.3, word("half")),
          median,
        ].concat(done),
      });
    }

    function run() {
      for (const series of data.fans) {
        const unit = word("unit_" + series.unit);
        const extra = series.target === null ? markAt("yAxis", 0, "") : markAt("yAxis", series.target, word("plan") + " " + shown(series.target, 0));
        extra.label.color = c.faint;
        extra.data.push(windowEnds(data.months));
        if (data.seen > 0) extra.data.push(seenUntil(data.months));
        add("fan_" + series.id, 320, fan(series, data.months, unit, extra), name(series.id));
      }
      waterfall();
      deficits();
      histogram();
      exceedance();
      drivers();
      timeline();
      tiles();
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
        const look = { value: height };
        up.push(!row.total && row.value >= 0 ? look : "-");
        down.push(!row.total && row.value < 0 ? (begin * end > 0 ? look : { value: height }) : "-");
        whole.push(row.total ? look : "-");
        sum = end;
      }
      const bar = (label, values, colour) => ({
        name: label, type: "bar", stack: "all", barWidth: "62%", itemStyle: { color: colour }, data: values,
        label: { show: true, position: "top", color: c.text, fontFamily: FONT, formatter: (item) => shown(rows[item.dataIndex].value, 0) },
      });
      add("waterfall", 340, base({
        tooltip: tip((items) => name(rows[items[0].dataIndex].id) + "<br>" + shown(rows[items[0].dataIndex].value) + " " + word("unit_cny")),
        xAxis: Object.assign({ type: "category", data: rows.map((row) => name(row.id)) }, axisLook(), {
          axisLabel: { color: c.faint, fontFamily: FONT, interval: 0, width: narrow ? undefined : 62, rotate: narrow ? 50 : 0, overflow: narrow ? "none" : "break", fontSize: narrow ? 9 : 11 }, splitLine: { show: false } }),
        yAxis: Object.assign({ type: "value", name: word("unit_cny") }, axisLook()),
        series: [
          { type: "bar", stack: "all", silent: true, itemStyle: { opacity: 0 }, data: floor },
          bar(word("inflow"), up, c.good), bar(word("outflow"), down, c.bad), bar(word("total"), whole, c.main),
        ],
      }), word("chart_waterfall"));
    }

    function deficits() {
      add("deficits", 260, base({
        tooltip: tip((items) => items[0].name + "<br>" + shown(items[0].value) + " %"),
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
          return ends + " " + word("unit_cny") + "<br>" + shown((100 * h.counts[items[0].dataIndex]) / data.trials, 2) + " %";
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
      }), word("chart_histogram"));
    }

    function exceedance() {
      const e = data.exceedance;
      add("exceedance", 300, base({
        tooltip: tip((items) => word("more_than") + " " + shown(items[0].value[0]) + " " + word("unit_cny") + "<br>" + shown(items[0].value[1]) + " %"),
        xAxis: Object.assign({ type: "value", name: word("unit_cny"), scale: true }, axisLook(), { nameLocation: "end", nameGap: 4 }),
        yAxis: Object.assign({ type: "value", min: 0, max: 100 }, axisLook(), inPercent()),
        grid: { left: 8, right: 48, top: 34, bottom: 8, containLabel: true },
        series: [{ type: "line", symbol: "none", lineStyle: { color: c.main, width: 2 }, data: e.x.map((x, at) => [x, e.percent[at]]), markLine: markAt("xAxis", e.target, word("target")) }],
      }), word("chart_exceedance"));
    }

    function drivers() {
      const rows = data.drivers.slice().reverse();
      add("drivers", 60 + 26 * rows.length, base({
        tooltip: tip((items) => name(rows[items[0].dataIndex].id) + "<br>" + shown(rows[items[0].dataIndex].value, 2) + " (" + shown(rows[items[0].dataIndex].low, 2) + " … " + shown(rows[items[0].dataIndex].high, 2) + ")"),
        xAxis: Object.assign({ type: "value", min: -1, max: 1 }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => name(row.id)) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: narrow ? 120 : 240, overflow: narrow ? "truncate" : "break" } }),
        series: [{ type: "bar", barWidth: "60%", data: rows.map((row) => ({ value: row.value, itemStyle: { color: row.value < 0 ? c.bad : c.good } })),
          label: { show: true, position: "right", color: c.text, fontFamily: FONT, formatter: (item) => shown(item.value, 2) } }],
      }), word("chart_drivers"));
    }

    const STAGES = ["stage_clearing", "stage_waiting", "stage_sold", "stage_building"];
    const stageColours = () => [c.line, c.soft, c.main, c.good];
    function timeline() {
      const rows = data.plots;
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
      add("timeline", 70 + 15 * rows.length, base({
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
      }), word("chart_timeline"));
    }

    function tiles() {
      const zones = data.zones;
      const cells = [], later = [];
      let widest = 1;
      zones.forEach((zone, row) => zone.plots.forEach((plot, at) => { widest = Math.max(widest, at + 1); (plot.later ? later : cells).push([at, row, plot.percent]); }));
      add("tiles", 90 + 30 * zones.length, base({
        grid: { left: 8, right: 24, top: 10, bottom: 48, containLabel: true },
        tooltip: tip((item) => { const plot = zones[item.value[1]].plots[item.value[0]]; return "<b>" + plot.name[lang] + "</b><br>" + (plot.later ? word("planned_later") + "<br>" : "") + word("sold_in_window") + " " + shown(plot.percent, 0) + " %<br>" + shown(plot.hectares, 1) + " " + word("unit_ha"); }, "item"),
        xAxis: { type: "category", show: false, data: Array.from({ length: widest }, (_, at) => at) },
        yAxis: Object.assign({ type: "category", inverse: true, data: zones.map((zone) => name(zone.id)) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: narrow ? 90 : 180, overflow: "break" }, splitLine: { show: false }, axisTick: { show: false } }),
        visualMap: { min: 0, max: 100, seriesIndex: 0, orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12, text: ["100 %", "0 %"], textStyle: { color: c.text, fontFamily: FONT }, inRange: { color: dark ? ["#3a3f44", "#6cb6ff"] : ["#e8edf2", "#0b5cad"] } },
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
      }), word("chart_tiles"));
    }

    function batch() {
      multiples();
      for (const table of data.differences) differences(table);
      if (data.regret) regret();
    }

    function multiples() {
      const across = narrow ? 1 : 3;
      // The window is what is judged; later receipts would flatten it.
      const months = data.months.slice(0, data.window);
      const cut = (fan) => ({ p05: fan.p05.slice(0, data.window), p25: fan.p25.slice(0, data.window), p50: fan.p50.slice(0, data.window), p75: fan.p75.slice(0, data.window), p95: fan.p95.slice(0, data.window) });
      const scenarios = data.scenarios.map((scenario) => ({ id: scenario.id, fan: cut(scenario.fan) }));
      const down = Math.ceil(scenarios.length / across);
      const high = 190;
      const values = scenarios.flatMap((scenario) => scenario.fan.p05.concat(scenario.fan.p95));
      const low = Math.floor(Math.min(0, ...values) / 100) * 100, top = Math.ceil(Math.max(...values) / 100) * 100;
      const grid = [], xAxis = [], yAxis = [], series = [], title = [];
      scenarios.forEach((scenario, at) => {
        const left = (at % across) * (100 / across), above = Math.floor(at / across) * high;
        grid.push({ left: left + 0.5 + "%", width: 100 / across - 2 + "%", top: above + 40, height: high - 66, containLabel: true });
        title.push({ text: scenario.id, left: left + 0.5 + "%", top: above + 14, textStyle: { fontSize: 12, fontFamily: FONT, color: c.text, width: 300, overflow: "truncate" } });
        xAxis.push(Object.assign({ gridIndex: at, type: "category", data: months, boundaryGap: false }, axisLook(), { splitLine: { show: false }, axisLabel: { color: c.faint, fontFamily: FONT, interval: 11, formatter: (value) => value.slice(0, 4), fontSize: 10 } }));
        yAxis.push(Object.assign({ gridIndex: at, type: "value", min: low, max: top }, axisLook(), { axisLabel: { color: c.faint, fontFamily: FONT, fontSize: 10 } }));
        const option = fan(scenario.fan, months, word("unit_cny"), markAt("yAxis", 0, ""));
        for (const line of option.series) series.push(Object.assign({}, line, { xAxisIndex: at, yAxisIndex: at, stack: line.stack ? line.stack + at : undefined }));
      });
      add("multiples", down * high + 20, base({ title: title, grid: grid, xAxis: xAxis, yAxis: yAxis, series: series,
        tooltip: tip((items) => {
          const scenario = scenarios[items[0].axisIndex], at = items[0].dataIndex;
          return scenario.id + " " + months[at] + "<br>" + word("median") + " " + shown(scenario.fan.p50[at]) + "<br>" + word("nine_tenths") + " " + shown(scenario.fan.p05[at]) + " … " + shown(scenario.fan.p95[at]);
        }) }), word("chart_multiples"));
    }

    function differences(table) {
      const rows = table.rows.slice().reverse();
      const unit = word("unit_" + table.unit);
      add("difference_" + table.id, 70 + 24 * rows.length, base({
        grid: { left: 8, right: 40, top: 24, bottom: 8, containLabel: true },
        tooltip: tip((item) => rows[item.value[1]].id + "<br>" + shown(rows[item.value[1]].mean) + " (" + shown(rows[item.value[1]].low) + " … " + shown(rows[item.value[1]].high) + ") " + unit, "item"),
        xAxis: Object.assign({ type: "value", name: unit }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.id) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, fontSize: 10, interval: 0, width: narrow ? 120 : 260, overflow: "truncate" }, splitLine: { show: true, lineStyle: { color: c.grid } } }),
        series: [
          { type: "custom", silent: true, encode: { x: [0, 2], y: 1 },
            renderItem: (params, api) => {
              const begin = api.coord([api.value(0), api.value(1)]), end = api.coord([api.value(2), api.value(1)]);
              return { type: "line", shape: { x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }, style: { stroke: c.text, lineWidth: 2 } };
            },
            data: rows.map((row, at) => [row.low, at, row.high]) },
          { type: "scatter", symbolSize: 9, data: rows.map((row, at) => ({ value: [row.mean, at], itemStyle: { color: row.better === null ? c.faint : row.better ? c.good : c.bad } })), markLine: markAt("xAxis", 0, "") },
        ],
      }), name(table.id));
    }

    function regret() {
      const r = data.regret;
      const cells = [];
      r.values.forEach((row, policy) => row.forEach((value, market) => cells.push([market, policy, value])));
      const top = Math.max(1, ...cells.map((cell) => cell[2]));
      add("regret", 140 + 44 * r.policies.length, base({
        grid: { left: 8, right: 24, top: 10, bottom: 70, containLabel: true },
        tooltip: tip((item) => r.policies[item.value[1]] + " × " + r.markets[item.value[0]] + "<br>" + word("regret") + " " + shown(item.value[2]), "item"),
        xAxis: Object.assign({ type: "category", data: r.markets }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: 110, overflow: "break" } }),
        yAxis: Object.assign({ type: "category", inverse: true, data: r.policies }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: 150, overflow: "break" } }),
        visualMap: { min: 0, max: top, orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12, textStyle: { color: c.text, fontFamily: FONT }, inRange: { color: dark ? ["#24402f", "#8a3324"] : ["#e3f2e8", "#e0765f"] } },
        series: [{ type: "heatmap", data: cells, label: { show: true, fontFamily: FONT, color: c.text, formatter: (item) => shown(item.value[2]) }, itemStyle: { borderColor: c.back, borderWidth: 2 } }],
      }), word("chart_regret"));
    }

    function backtest() {
      const f = data.forecasts;
      const band = (values, opacity, label) => ({ name: label, type: "line", stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: c.band, opacity: opacity }, itemStyle: { color: c.band, opacity: 0.4 }, data: values });
      add("forecasts", 320, base({
        legend: legendLook([word("median"), word("band_80"), word("outcome")]),
        tooltip: tip((items) => { const at = items[0].dataIndex; return [f.origins[at], word("outcome") + " " + shown(f.outcome[at]) + " %", word("median") + " " + shown(f.median[at]) + " %", word("band_80") + " " + shown(f.low[at]) + " … " + shown(f.high[at]) + " %"].join("<br>"); }),
        xAxis: Object.assign({ type: "category", data: f.origins, boundaryGap: false }, axisLook(), yearly(f.origins)),
        yAxis: Object.assign({ type: "value" }, axisLook(), inPercent()),
        series: [band(f.low, 0, ""), band(f.high.map((value, at) => value - f.low[at]), 0.22, word("band_80")),
          { name: word("median"), type: "line", symbol: "none", lineStyle: { color: c.main, width: 1.5 }, itemStyle: { color: c.main }, data: f.median },
          { name: word("outcome"), type: "line", symbol: "none", lineStyle: { color: c.bad, width: 2 }, itemStyle: { color: c.bad }, data: f.outcome }],
      }), word("chart_forecasts"));
      const colour = [c.main, c.good, c.line, c.soft];
      const bars = (id, rows, mark, axis) => add(id, 300, base({
        legend: legendLook(rows.map((row) => word(row.id))),
        grid: { left: 8, right: 24, top: narrow ? 60 : 34, bottom: 8, containLabel: true },
        tooltip: tip((items) => items[0].name + "<br>" + items.map((item) => item.seriesName + " " + shown(item.value)).join("<br>")),
        xAxis: Object.assign({ type: "category", data: data.horizons.map((months) => months + " " + word("months_ahead")) }, axisLook(), { splitLine: { show: false } }),
        yAxis: Object.assign({ type: "value" }, axisLook(), axis),
        series: rows.map((row, at) => ({ name: word(row.id), type: "bar", itemStyle: { color: colour[at] }, data: row.values, markLine: at === 0 && mark ? markAt("yAxis", mark, "") : undefined })),
      }), word("chart_" + id));
      bars("coverage", data.coverage, 80, inPercent());
      bars("crps", data.crps, null, {});
      add("tenths", 280, base({
        legend: legendLook(data.tenths.map((one) => one.horizon + " " + word("months_ahead"))),
        tooltip: tip((items) => items[0].name + "<br>" + items.map((item) => item.seriesName + " " + shown(item.value, 0)).join("<br>")),
        xAxis: Object.assign({ type: "category", data: Array.from({ length: 10 }, (_, at) => at * 10 + "–" + (at + 1) * 10 + " %") }, axisLook(), { splitLine: { show: false } }),
        yAxis: Object.assign({ type: "value" }, axisLook()),
        series: data.tenths.map((one, at) => ({ name: one.horizon + " " + word("months_ahead"), type: "bar", itemStyle: { color: colour[at] }, data: one.counts })),
      }), word("chart_tenths"));
    }

    function diagnostics() {
      const rows = data.ranks.slice().reverse();
      add("ranks", 60 + 22 * rows.length, base({
        tooltip: tip((item) => rows[item.value[1]].id + "<br>" + word("rank") + " " + shown(rows[item.value[1]].rank, 2), "item"),
        xAxis: Object.assign({ type: "value", min: 0, max: 1 }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.id) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, fontSize: 10, interval: 0, width: narrow ? 130 : 240, overflow: "truncate" }, splitLine: { show: true, lineStyle: { color: c.grid } } }),
        series: [{ type: "scatter", symbolSize: 10,
          data: rows.map((row, at) => ({ value: [row.rank, at], itemStyle: { color: row.rank < data.ordinary[0] || row.rank > data.ordinary[1] ? c.bad : c.main } })),
          markLine: Object.assign(markAt("xAxis", 0, ""), { label: { show: false }, data: data.ordinary.map((end) => ({ xAxis: end })) }) }],
      }), word("chart_ranks"));
      for (const one of data.quantiles) {
        const ends = one.points.flat().filter((value) => value !== null);
        const low = Math.floor(Math.min(...ends)), high = Math.ceil(Math.max(...ends));
        add("quantiles_" + one.months, 340, base({
          grid: { left: 8, right: 60, top: 34, bottom: 28, containLabel: true },
          tooltip: tip((item) => word("simulated") + " " + shown(item.value[0]) + " % (" + shown(one.points[item.dataIndex][2]) + " … " + shown(one.points[item.dataIndex][3]) + ")<br>" + word("seen") + " " + shown(item.value[1]) + " %", "item"),
          xAxis: Object.assign({ type: "value", min: low, max: high, name: word("median"), nameLocation: "middle", nameGap: 26 }, axisLook(), inPercent()),
          yAxis: Object.assign({ type: "value", min: low, max: high, name: word("seen") }, axisLook(), inPercent()),
          series: [
            { type: "line", silent: true, symbol: "none", lineStyle: { color: c.soft, type: "dashed" }, data: [[low, low], [high, high]] },
            { type: "custom", silent: true, encode: { x: [0, 2], y: 1 },
              renderItem: (params, api) => { const begin = api.coord([api.value(0), api.value(1)]), end = api.coord([api.value(2), api.value(1)]); return { type: "line", shape: { x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }, style: { stroke: c.faint, lineWidth: 1.5 } }; },
              data: one.points.map((point) => [point[2], point[1], point[3]]) },
            { type: "scatter", symbolSize: 10, itemStyle: { color: c.main }, data: one.points.map((point) => [point[0], point[1]]) },
          ],
        }), word("chart_quantiles_" + one.months));
      }
    }

    ({ run: run, batch: batch, backtest: backtest, diagnostics: diagnostics })[data.kind]();
    return charts;
  }

  // The charts as SVG texts, by id, for files.
  function draw(data, lang) {
    const drawn = {};
    for (const chart of build(data, lang, false, false)) {
      const surface = echarts.init(null, null, { renderer: "svg", ssr: true, width: 960, height: chart.height });
      surface.setOption(chart.option);
      // What the picture is, for readers of the file and for screen readers.
      const escaped = (chart.about || chart.id).replace(/&/g, "&amp;").replace(/</g, "&lt;");
      drawn[chart.id] = surface.renderToSVGString().replace(/^(<svg[^>]*>)/, "$1<title>" + escaped + "</title>");
      surface.dispose();
    }
    return drawn;
  }
  return { build: build, draw: draw };
})();
