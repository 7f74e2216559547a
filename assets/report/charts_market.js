// The charts of a backtest and of diagnostics.
(function () {
  "use strict";
  landsimCharts.kind("backtest", function (kit) {
    const { add, axisLook, base, c, data, inPercent, legendLook, markAt, narrow, shown, tip, word, yearly, FONT } = kit;
    const f = data.forecasts;
    const band = (values, opacity, label) => ({ name: label, type: "line", stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: c.band, opacity: opacity }, itemStyle: { color: c.band, opacity: 0.4 }, data: values });
    add("forecasts", 320, base({
      legend: legendLook([word("median"), word("band_80"), word("outcome")]),
      tooltip: tip((items) => { const at = items[0].dataIndex; return [f.origins[at], word("outcome") + " " + shown(f.outcome[at]) + "%", word("median") + " " + shown(f.median[at]) + "%", word("band_80") + " " + shown(f.low[at]) + " … " + shown(f.high[at]) + "%"].join("<br>"); }),
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
      xAxis: Object.assign({ type: "category", data: Array.from({ length: 10 }, (_, at) => at * 10 + "–" + (at + 1) * 10 + "%") }, axisLook(), { splitLine: { show: false } }),
      yAxis: Object.assign({ type: "value" }, axisLook()),
      series: data.tenths.map((one, at) => ({ name: one.horizon + " " + word("months_ahead"), type: "bar", itemStyle: { color: colour[at] }, data: one.counts })),
    }), word("chart_tenths"));
  });
  landsimCharts.kind("diagnostics", function (kit) {
    const { add, axisLook, base, c, data, inPercent, markAt, narrow, shown, tip, word, FONT } = kit;
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
        tooltip: tip((item) => word("simulated") + " " + shown(item.value[0]) + "% (" + shown(one.points[item.dataIndex][2]) + " … " + shown(one.points[item.dataIndex][3]) + ")<br>" + word("seen") + " " + shown(item.value[1]) + "%", "item"),
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
  });
})();
