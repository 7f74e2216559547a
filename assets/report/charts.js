// The charts of a report. `landsimCharts.build` turns data, words and names into options of ECharts, the same in a
// browser and where SVG files are written; nothing here reads a clock, a window or the network. Each kind of page has a
// file of its own that registers what it draws; this one holds what they share.
globalThis.landsimCharts = (function () {
  "use strict";
  const FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif";
  const kinds = {}, parts = {};

  function colours(dark) {
    return dark
      ? { text: "#e6e6e6", faint: "#9aa0a6", grid: "#3a3f44", main: "#6cb6ff", band: "#6cb6ff", good: "#57c785", bad: "#ff8a70", line: "#ffb454", soft: "#50565c", back: "#1b1e22" }
      : { text: "#1f2933", faint: "#5f6b76", grid: "#e3e7eb", main: "#0b5cad", band: "#3f8fd9", good: "#20794a", bad: "#c2402a", line: "#b35c00", soft: "#c3cbd3", back: "#ffffff" };
  }

  // What charts share: looks, words and the list of charts. `options` are a reader's choices, such as which scenarios
  // lie over one another.
  function kitOf(data, lang, dark, narrow, options) {
    const c = colours(dark);
    const word = (key) => (data.words[key] ? data.words[key][lang] : key);
    const name = (id) => (data.names[id] ? data.names[id][lang] : word(id));
    const shown = (value, digits) =>
      value === null || value === undefined ? "–" : Number(value).toFixed(digits === undefined ? 1 : digits);
    const charts = [];
    const draw = (id) => parts[id](kit);

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
    const inPercent = () => ({ axisLabel: { color: c.faint, fontFamily: FONT, formatter: (value) => value + "%" } });
    const tip = (formatter, trigger) => ({
      trigger: trigger || "axis",
      confine: true,
      backgroundColor: c.back,
      borderColor: c.soft,
      textStyle: { color: c.text, fontFamily: FONT, fontSize: 12 },
      formatter: formatter,
    });
    const legendLook = (names) => ({ top: narrow ? 0 : 4, right: 8, data: names, textStyle: { color: c.text, fontFamily: FONT }, itemWidth: 16, itemHeight: 8 });

    // A chart with what it is, for screen readers, and the table behind it; without one it is taken from the series.
    function add(id, height, option, about, table) {
      charts.push({ id: id, height: height, option: option, about: about || "", table: table || tableOf(option) });
    }
    // The table of a chart of categories and series.
    function tableOf(option) {
      const axis = [option.xAxis, option.yAxis].find((one) => one && one.type === "category");
      const series = (Array.isArray(option.series) ? option.series : []).filter((one) => one.data && one.data.length && one.type !== "custom");
      if (!axis || series.length === 0) return null;
      const value = (item) => (item !== null && typeof item === "object" ? (Array.isArray(item.value) ? item.value[0] : item.value) : item);
      return {
        heads: [""].concat(series.map((one, at) => one.name || (series.length === 1 ? word("value") : String(at + 1)))),
        rows: axis.data.map((label, at) => [label].concat(series.map((one) => value(one.data[at])))),
      };
    }
    const markAt = (axis, value, label) => ({
      silent: true,
      symbol: "none",
      lineStyle: { color: c.line, type: "dashed", width: 1.5 },
      label: { formatter: label, color: c.line, fontFamily: FONT, position: axis === "yAxis" ? "insideEndTop" : "end" },
      data: [{ [axis]: value }],
    });
    // A line that is no target: plain and faint.
    const zeroAt = (axis) => ({ silent: true, symbol: "none", lineStyle: { color: c.faint, type: "solid", width: 1 }, label: { show: false }, data: [{ [axis]: 0 }] });

    // Years at their Januaries.
    const yearly = (months) => ({
      splitLine: { show: false },
      axisTick: { interval: (at) => months[at].endsWith("-01"), alignWithLabel: true },
      axisLabel: { color: c.faint, fontFamily: FONT, hideOverlap: true, interval: (at) => months[at].endsWith("-01"), formatter: (month) => month.slice(0, 4) },
    });
    // The plan window ends here.
    const windowEnds = (months) => ({ xAxis: months[data.window - 1], label: { formatter: word("window_ends"), position: "end", rotate: 0, color: c.faint }, lineStyle: { color: c.faint, type: "dotted", width: 1 } });
    // What was done ends here.
    const seenUntil = (months) => ({ xAxis: months[Math.min(data.seen, months.length) - 1], label: { formatter: word("done_until"), position: "end", rotate: 0, color: c.main }, lineStyle: { color: c.main, type: "solid", width: 1 } });

    // Bands of a fan from the outside in: the edges of nine tenths, then of a tenth more on each side.
    const BANDS = [["p05", "p95"], ["p10", "p90"], ["p20", "p80"], ["p30", "p70"], ["p40", "p60"]];
    const SHADES = [0.1, 0.14, 0.17, 0.2, 0.24];

    // Bands are stacked areas over an unseen lowest line.
    function bandsOf(series, colour, mark) {
      const less = (upper, lower) => upper.map((value, at) => value - lower[at]);
      const area = (id, values, opacity) => ({
        name: id, type: "line", stack: mark + id, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 },
        areaStyle: { color: colour, opacity: opacity }, itemStyle: { color: colour, opacity: Math.min(1, opacity * 2.2) }, data: values,
      });
      return BANDS.filter((ends) => series[ends[0]] && series[ends[1]]).flatMap((ends, at) => {
        const id = "band" + at;
        return [Object.assign(area(id, series[ends[0]], 0), { name: "", areaStyle: { opacity: 0 } }), area(id, less(series[ends[1]], series[ends[0]]), SHADES[at])];
      });
    }
    const medianOf = (series, colour, label, extra) => ({
      name: label, type: "line", symbol: "none", lineStyle: { color: colour, width: 2 }, itemStyle: { color: colour }, data: series.p50, markLine: extra,
    });
    const fanTable = (series, months) => {
      const columns = ["p05", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p95"].filter((id) => series[id]);
      return { heads: [word("month")].concat(columns.map((id) => id.toUpperCase())), rows: months.map((month, at) => [month].concat(columns.map((id) => series[id][at]))) };
    };
    function fanTip(series, months, unit) {
      return tip((items) => {
        const at = items[0].dataIndex;
        const line = (label, low, high) => label + " " + shown(series[low][at]) + " … " + shown(series[high][at]);
        return [
          "<b>" + months[at] + "</b> (" + unit + ")",
          word("median") + " " + shown(series.p50[at]),
          line(word("fifth"), "p40", "p60"),
          line(word("three_fifths"), "p20", "p80"),
          line(word("four_fifths"), "p10", "p90"),
          line(word("nine_tenths"), "p05", "p95"),
        ].join("<br>");
      });
    }
    function fan(series, months, unit, extra) {
      // In months that were seen all futures are one.
      const done = data.seen > 0 && series.p50.length === months.length && !series.cut ? [{
        name: word("what_was_done"), type: "line", symbol: "none", lineStyle: { color: c.line, width: 3 }, itemStyle: { color: c.line },
        data: series.p50.map((value, at) => at < data.seen ? value : null),
      }] : [];
      const label = word("median");
      return base({
        legend: legendLook([label].concat(done.map((line) => line.name))),
        tooltip: fanTip(series, months, unit),
        xAxis: Object.assign({ type: "category", data: months, boundaryGap: false }, axisLook(), yearly(months)),
        yAxis: Object.assign({ type: "value", name: unit, scale: false }, axisLook()),
        series: bandsOf(series, c.band, "").concat([medianOf(series, c.main, label, extra)], done),
      });
    }
    // The first months of a fan.
    const cut = (series, months) => {
      const part = Object.assign({}, series, { cut: true });
      for (const id of Object.keys(part)) if (Array.isArray(part[id])) part[id] = part[id].slice(0, months);
      return part;
    };

    // Rank correlations with one figure, as bars around nothing.
    function correlations(id, found) {
      const rows = found.slice().reverse();
      add(id, 60 + 26 * rows.length, base({
        tooltip: tip((items) => name(rows[items[0].dataIndex].id) + "<br>" + shown(rows[items[0].dataIndex].value, 2) + " (" + shown(rows[items[0].dataIndex].low, 2) + " … " + shown(rows[items[0].dataIndex].high, 2) + ")"),
        xAxis: Object.assign({ type: "value", min: -1, max: 1 }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => name(row.id)) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, width: narrow ? 120 : 240, overflow: narrow ? "truncate" : "break" } }),
        series: [{ type: "bar", barWidth: "60%", data: rows.map((row) => ({ value: row.value, itemStyle: { color: row.value < 0 ? c.bad : c.good } })),
          label: { show: true, position: "right", color: c.text, fontFamily: FONT, formatter: (item) => shown(item.value, 2) } }],
      }), word("chart_" + id));
    }

    const kit = { add, axisLook, bandsOf, base, c, charts, correlations, cut, dark, data, draw, fan, fanTable, fanTip, inPercent, lang, legendLook, markAt, medianOf, name, narrow, options, seenUntil, shown, tip, windowEnds, word, yearly, zeroAt, FONT };
    return kit;
  }

  // Registers charts that a kind of page has among its own.
  function part(id, paint) {
    parts[id] = paint;
  }

  // Registers what a kind of page draws.
  function kind(id, paint) {
    kinds[id] = paint;
  }

  function build(data, lang, dark, narrow, options) {
    const kit = kitOf(data, lang, dark, narrow, options || {});
    kinds[data.kind](kit);
    return kit.charts;
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
  return { kind: kind, part: part, build: build, draw: draw };
})();
