/* From the data of a figure to an ECharts option: Figures.build(figure, view) gives {height, option, legend, note, rows}.
   view: {width, theme: 'light'|'dark', hidden: Set of series names, heading: true in a saved file, touch}. */
const Figures = (() => {
  'use strict';

  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  /* Okabe and Ito's colours without the yellow, which vanishes on white; lighter on dark ground. */
  const THEMES = {
    light: {
      ground: '#ffffff', text: '#1d2329', quiet: '#5b6670', line: '#c9d0d6', grid: '#e9edf0',
      colours: ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#333333'],
      diverging: ['#0072B2', '#8fbfdc', '#f5f5f3', '#eba983', '#D55E00'],
    },
    dark: {
      ground: '#1a1f24', text: '#e6eaed', quiet: '#9aa6b0', line: '#4a545d', grid: '#2b3239',
      colours: ['#4FA3DC', '#F0803C', '#2FBF94', '#E39AC4', '#F2B632', '#9AD6F7', '#D4D9DD'],
      diverging: ['#4FA3DC', '#315a78', '#2a3036', '#7d4f34', '#F0803C'],
    },
  };
  const VIRIDIS = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#fde725'];
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];
  /* Names on the horizontal axis are cut at so many pixels: two of them must not become alike. */
  const LONGEST = 260;
  const LOGARITHMIC = new Set(['LOG', 'POWER_OF_TEN']);

  /* ---- numbers in words ---- */

  const superscript = (n) => String(n).replace(/-/g, '⁻').replace(/\d/g, (d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[d]);
  const minus = (s) => s.replace(/-/g, '−');

  function number(v, digits = 5) {
    if (v === null || v === undefined || Number.isNaN(v)) return '–';
    const size = Math.abs(v);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
      const [mantissa, exponent] = v.toExponential(digits - 1).split('e');
      const head = String(Number(mantissa));
      return minus(head === '1' ? '' : head === '-1' ? '-' : head + '×') + '10' + superscript(Number(exponent));
    }
    return minus(String(Number(v.toPrecision(digits))));
  }

  /* 10^v, also where 10^v is no double. */
  function power(v, digits = 4) {
    const exponent = Math.floor(v + 1e-9);
    const mantissa = Number((10 ** (v - exponent)).toPrecision(digits));
    if (Math.abs(exponent) <= 3 && !(mantissa === 1 && Math.abs(exponent) > 2)) return number(Number((mantissa * 10 ** exponent).toPrecision(digits)));
    return (mantissa === 1 ? '' : mantissa + '×') + '10' + superscript(exponent);
  }

  const isLog = (axis) => LOGARITHMIC.has(axis.scale);
  /* Ticks: whole powers as powers, what lies between as numbers. */
  const tick = (axis, v) => {
    const exponent = Math.round(v);
    if (!isLog(axis) || !whole(v)) return shown(axis, v, 3);
    return exponent === 0 ? '1' : exponent === 1 ? '10' : '10' + superscript(exponent);
  };
  const shown = (axis, v, digits) =>
    v === null ? '–' : axis.scale === 'CATEGORY' ? axis.categories[v] : isLog(axis) ? power(v, digits) : number(v, digits);
  const label = (axis) => (axis.unit ? `${axis.name} (${axis.unit})` : axis.name);
  const escape = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  /* ---- how a series looks ---- */

  const DASHES = ['solid', [2, 3], [10, 3, 2, 3], [14, 5]];

  /* Solid lines of one colour have other dashes and symbols, as many as there are. */
  function looks(series, theme) {
    const roots = [];
    const lines = new Map();
    const byName = new Map(series.map((s) => [s.name, s]));
    const root = (s) => (s.like && byName.get(s.like) !== s ? byName.get(s.like).name : s.name);
    return series.map((s) => {
      if (!roots.includes(root(s))) roots.push(root(s));
      const i = roots.indexOf(root(s));
      const style = s.style || 'LINE';
      const before = lines.get(i) || 0;
      if (style === 'LINE') lines.set(i, before + 1);
      const other = style === 'LINE' ? before + Math.floor(i / theme.colours.length) : 0;
      return {
        name: s.name,
        style,
        colour: theme.colours[i % theme.colours.length],
        symbol: SYMBOLS[(i + other) % SYMBOLS.length],
        dash: style === 'DASHED' ? [6, 4] : DASHES[other % DASHES.length],
      };
    });
  }

  /* ---- axes ---- */

  /* Positions on the axis: logarithms are taken here, so that every axis of ECharts is linear. */
  const position = (axis) => (v) => (v === null ? null : axis.scale === 'LOG' ? (v > 0 ? Math.log10(v) : null) : v);

  const whole = (v) => Math.abs(v - Math.round(v)) < 1e-9;

  /* A short logarithmic axis has a tick at every tenth of a decade, of which 1, 2 and 5 are shown as numbers: log 2 is 0.301, log 5 is 0.699. */
  function oneTwoFive(axis, first, last, theme) {
    const digit = (k) => ({ 0: 1, 3: 2, 7: 5 })[((k % 10) + 10) % 10];
    const lines = Array.from({ length: last - first + 1 }, (_, i) => (digit(first + i) ? theme.grid : 'transparent'));
    return {
      scale: true, interval: 0.1, min: first / 10, max: last / 10,
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: lines } },
      axisLabel: { interval: 0, formatter: (v) => {
        const k = Math.round(10 * v);
        return whole(10 * v) && !digit(k) ? '' : shown(axis, whole(10 * v) ? Math.log10(digit(k)) + Math.floor(k / 10) : v, 3);
      } },
    };
  }

  /* The distance of ECharts' ticks. */
  function step(span, parts) {
    const raw = span / parts;
    const power = 10 ** Math.floor(Math.log10(raw));
    const f = raw / power;
    return Math.max(1, (f < 1.5 ? 1 : f < 2.5 ? 2 : f < 4 ? 3 : f < 7 ? 5 : 10) * power);
  }

  /* Exact: the axis ends where the data end, not at the next power; an end next to a tick has no label, as both would overlap. */
  function ticks(axis, values, theme, exact, parts) {
    let low = Infinity;
    let high = -Infinity;
    let counts = true;
    for (const v of values) {
      if (v === null) continue;
      low = Math.min(low, v);
      high = Math.max(high, v);
      counts = counts && Number.isInteger(v);
    }
    // What counts something has no ticks between whole numbers.
    if (!isLog(axis)) return counts && high - low >= 2 ? { scale: true, minInterval: 1 } : { scale: true };
    const decades = high - low;
    if (!(decades > 0.6)) return { scale: true };
    if (decades < 2.05) return oneTwoFive(axis, Math.floor(10 * low + 1e-9), Math.ceil(10 * high - 1e-9), theme);
    if (!exact) return { scale: true, minInterval: 1 };
    // Ends next to a power are moved out to it, so that its label stands at the end.
    if (low - Math.floor(low) < 0.03) low = Math.floor(low);
    if (Math.ceil(high) - high < 0.03) high = Math.ceil(high);
    const apart = (v) => { const d = step(high - low, parts); const r = Math.abs(v / d - Math.round(v / d)); return whole(v) && (r < 1e-9 || r > 0.45); };
    return { scale: true, minInterval: 1, min: low, max: high, axisLabel: { showMinLabel: apart(low), showMaxLabel: apart(high) } };
  }

  function axisStyle(theme) {
    return {
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
      axisTick: { show: true, lineStyle: { color: theme.line } },
      splitLine: { show: true, lineStyle: { color: theme.grid } },
      axisLabel: { color: theme.quiet, fontSize: 12, hideOverlap: true },
    };
  }

  function xAxis(axis, values, theme, width) {
    const style = axisStyle(theme);
    const common = { ...style, name: label(axis), nameLocation: 'middle', nameGap: 30, nameTextStyle: { color: theme.text, fontSize: 12.5 } };
    if (axis.scale === 'CATEGORY') {
      const longest = Math.max(...axis.categories.map((c) => textWidth(c, 12)));
      const many = axis.categories.length > 14 && longest < 34;
      const crowded = !many && longest > (width - 70) / axis.categories.length - 8;
      return {
        ...common, type: 'category', data: axis.categories, splitLine: { show: false }, axisTick: { show: false },
        nameGap: crowded ? 24 + Math.min(longest, LONGEST) * 0.64 : 30,
        axisLabel: { ...style.axisLabel, interval: many ? 'auto' : 0, rotate: crowded ? 40 : 0, width: LONGEST, overflow: 'truncate' },
      };
    }
    const parts = width < 480 ? 4 : 7;
    const scale = ticks(axis, values, theme, true, parts);
    return { ...common, type: 'value', ...scale, splitLine: { show: false }, splitNumber: parts,
      axisLabel: { ...style.axisLabel, formatter: (v) => tick(axis, v), ...scale.axisLabel } };
  }

  function yAxis(axis, values, theme, zero) {
    const style = axisStyle(theme);
    const scale = ticks(axis, values, theme, false);
    return { ...style, type: 'value', ...scale, ...(zero ? { scale: false } : {}),
      axisLabel: { ...style.axisLabel, formatter: (v) => tick(axis, v), ...scale.axisLabel } };
  }

  const pen = document.createElement('canvas').getContext('2d');
  function textWidth(text, size) {
    pen.font = `${size}px ${FONT}`;
    return pen.measureText(text).width;
  }

  /* ---- what all figures share ---- */

  /* Room above the plot: the name of the y axis, and in a saved file the heading and the legend. */
  function frame(fig, view, theme, marks, yName) {
    const title = [];
    let top = 6;
    if (view.heading) {
      title.push({ text: fig.title, left: 10, top: 10, textStyle: { color: theme.text, fontSize: 16, fontWeight: 600, width: view.width - 20, overflow: 'break' } });
      top += 10 + 22 * Math.ceil(textWidth(fig.title, 17) / (view.width - 20));
    }
    const legend = { show: false, data: marks.map((m) => m.name) };
    if (view.heading && marks.length > 1) {
      let rows = 1;
      let used = 0;
      for (const m of marks) {
        const w = textWidth(m.name, 13) + 50;
        if (used + w > view.width - 20) { rows += 1; used = 0; }
        used += w;
      }
      Object.assign(legend, { show: true, left: 8, top, itemWidth: marks.some((m) => m.style !== 'SCATTER' && m.style !== 'BAR') ? 26 : 12, itemHeight: 9, itemGap: 12, textStyle: { color: theme.text, fontSize: 12.5 } });
      top += 24 * rows + 4;
    }
    if (yName) {
      title.push({ text: yName, left: view.heading ? 10 : 0, top: top - 2, padding: 0, textStyle: { color: theme.text, fontSize: 12.5, fontWeight: 400 } });
      top += 26;
    }
    legend.selected = Object.fromEntries(marks.map((m) => [m.name, !view.hidden.has(m.name)]));
    const option = {
      animation: false,
      backgroundColor: view.heading ? theme.ground : 'transparent',
      textStyle: { fontFamily: FONT, color: theme.text },
      color: theme.colours,
      title, legend,
      tooltip: {
        confine: true, transitionDuration: 0, backgroundColor: theme.ground, borderColor: theme.line, padding: [8, 10],
        textStyle: { color: theme.text, fontSize: 12.5 },
      },
    };
    return { top, option };
  }

  const boxZoom = { itemSize: 0, itemGap: 0, left: -100, feature: { dataZoom: { filterMode: 'none' } } };

  function wheelZoom(view, axes) {
    return axes.map((axis) => ({
      type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: !view.touch, preventDefaultMouseMove: !view.touch, [axis]: [0],
    }));
  }

  const swatch = (mark) => `<span style="display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:7px;background:${mark.colour}"></span>`;
  const row = (mark, value) =>
    `<tr><td style="padding:1px 14px 1px 0">${swatch(mark)}${escape(mark.name)}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${escape(value)}</td></tr>`;

  /* ---- charts ---- */

  function nearest(xs, at) {
    let best = -1;
    let gap = Infinity;
    for (let i = 0; i < xs.length; i++) {
      if (xs[i] === null) continue;
      const d = Math.abs(xs[i] - at);
      if (d < gap) { gap = d; best = i; }
    }
    return best;
  }

  /* Over less than a factor of four a logarithmic axis has no round numbers to stand at: it is drawn as a linear one. */
  function eased(axis, values) {
    const known = values.filter((v) => v !== null);
    const short = axis.scale === 'LOG' && known.length > 0 && known.every((v) => v > 0) && Math.max(...known) < 4 * Math.min(...known);
    return short ? { ...axis, scale: 'LINEAR' } : axis;
  }

  function chart(given, view) {
    const fig = { ...given, x: eased(given.x, given.series.flatMap((s) => s.x)), y: eased(given.y, given.series.flatMap((s) => s.y)) };
    const theme = THEMES[view.theme];
    const px = position(fig.x);
    const py = position(fig.y);
    const data = fig.series.map((s) => ({
      ...s, px: s.x.map(px), py: s.y.map(py), low: s.band && s.band.low.map(py), high: s.band && s.band.high.map(py),
    }));
    const marks = looks(fig.series, theme);
    const bars = data.filter((s) => s.style === 'BAR');
    const { top, option } = frame(fig, view, theme, marks, label(fig.y));
    const x = xAxis(fig.x, data.flatMap((s) => s.px), theme, view.width);
    const height = top + (view.width < 480 ? 240 : 300) + x.nameGap;

    option.grid = { left: view.heading ? 16 : 8, right: 18, top, bottom: x.nameGap > 30 ? 42 : 32, containLabel: true };
    option.xAxis = x;
    option.yAxis = yAxis(fig.y, data.flatMap((s) => s.py), theme, bars.length > 0);
    option.dataZoom = wheelZoom(view, fig.x.scale === 'CATEGORY' ? ['yAxisIndex'] : ['xAxisIndex', 'yAxisIndex']);
    option.toolbox = boxZoom;
    option.series = data.flatMap((s, i) => drawn(s, marks[i], i, theme, bars));
    Object.assign(option.tooltip, {
      trigger: 'axis',
      axisPointer: { type: bars.length ? 'shadow' : 'line', lineStyle: { color: theme.quiet }, label: { show: false } },
      formatter: (params) => {
        const at = fig.x.scale === 'CATEGORY' ? params[0].dataIndex : params[0].axisValue;
        const rows = data.map((s, i) => {
          const k = nearest(s.px, at);
          if (k < 0 || view.hidden.has(s.name) || !covers(s.px, at)) return '';
          const low = s.low && (endless(s, k) ? number(s.band.low[k], 4) : shown(fig.y, s.low[k], 4));
          const band = s.low ? `  [${low}, ${shown(fig.y, s.high[k], 4)}]` : '';
          return row(marks[i], shown(fig.y, s.py[k]) + band);
        });
        return `<div style="margin-bottom:4px">${escape(label(fig.x))}: <b>${escape(shown(fig.x, at))}</b></div><table style="border-spacing:0">${rows.join('')}</table>`;
      },
    });
    return { height, option, legend: marks.length > 1 ? marks : [], note: note(data), rows: pointRows(fig) };
  }

  function covers(xs, at) {
    const known = xs.filter((v) => v !== null);
    const low = Math.min(...known);
    const high = Math.max(...known);
    const slack = 0.02 * (high - low) + 1e-12;
    return at >= low - slack && at <= high + slack;
  }

  function drawn(s, mark, i, theme, bars) {
    const base = {
      // ECharts warns of a level that is not set when it marks a point without a symbol.
      zlevel: 0, name: s.name, data: s.px.map((v, k) => [v, s.py[k]]), color: mark.colour, z: 3 + (s.style === 'DASHED' ? 1 : 0),
      emphasis: { disabled: true, focus: 'none' },
    };
    const parts = [];
    if (s.style === 'BAR') {
      parts.push({ ...base, type: 'bar', barMaxWidth: 46, barGap: '12%', barCategoryGap: '34%', itemStyle: { borderRadius: [2, 2, 0, 0] } });
    } else if (s.style === 'SCATTER') {
      parts.push({ ...base, type: 'scatter', symbol: mark.symbol, symbolSize: 8, itemStyle: { opacity: 0.85 } });
    } else {
      const every = Math.max(1, Math.ceil(s.px.length / 8));
      const first = Math.floor((every * ((i * 3) % 8)) / 8);
      parts.push({
        ...base, type: 'line', step: s.style === 'STEP' ? 'end' : false, connectNulls: false,
        symbol: (v, p) => (s.style === 'DASHED' || p.dataIndex % every !== first ? 'none' : mark.symbol), symbolSize: 7, showAllSymbol: true,
        lineStyle: { width: 2, type: mark.dash }, emphasis: { disabled: true },
      });
    }
    // The interval comes last: a legend inside a saved file shows the first series of a name.
    if (s.low) parts.push(s.style === 'BAR' || s.style === 'SCATTER' ? whiskers(s, mark, bars, theme) : band(s, mark));
    return parts;
  }

  const custom = (s, colour) => ({ type: 'custom', name: s.name, color: colour, silent: true, tooltip: { show: false }, clip: true, encode: { x: 0, y: [1, 2] } });

  /* What reaches zero or below on a logarithmic axis reaches the axis. */
  const endless = (s, k) => s.low[k] === null && s.band.low[k] !== null;
  const pixel = (api, params, x, y) => (y === null ? [api.coord([x, 0])[0], params.coordSys.y + params.coordSys.height] : api.coord([x, y]));

  function band(s, mark) {
    const rows = s.px.map((v, k) => [v, s.low[k], s.high[k], endless(s, k)]).filter((r) => r[0] !== null && r[2] !== null && (r[1] !== null || r[3]));
    return {
      ...custom(s, mark.colour), z: 1, data: rows.map((r) => r.slice(0, 3)),
      renderItem: (params, api) => {
        if (params.dataIndex !== 0) return undefined;
        const points = [...rows.map((r) => api.coord([r[0], r[2]])), ...rows.map((r) => pixel(api, params, r[0], r[1])).reverse()];
        return { type: 'polygon', shape: { points }, style: { fill: mark.colour, opacity: 0.17 } };
      },
    };
  }

  function whiskers(s, mark, bars, theme) {
    const place = bars.indexOf(s);
    return {
      ...custom(s, mark.colour), z: 5, data: s.px.map((v, k) => [v, s.low[k], s.high[k]]),
      renderItem: (params, api) => {
        const shift = place < 0 ? 0 : api.barLayout({ count: bars.length, barMaxWidth: 46, barGap: '12%', barCategoryGap: '34%' })[place].offsetCenter;
        const [cx, y1] = pixel(api, params, api.value(0), endless(s, params.dataIndex) ? null : api.value(1));
        const y2 = api.coord([api.value(0), api.value(2)])[1];
        const x = cx + shift;
        const stroke = { style: { stroke: place < 0 ? mark.colour : theme.text, lineWidth: 1.4, fill: 'none' } };
        const line = (a, b, c, d) => ({ type: 'line', shape: { x1: a, y1: b, x2: c, y2: d }, ...stroke });
        return { type: 'group', children: [line(x, y1, x, y2), line(x - 4, y1, x + 4, y1), line(x - 4, y2, x + 4, y2)] };
      },
    };
  }

  function note(data) {
    let lost = 0;
    for (const s of data) {
      s.px.forEach((v, k) => {
        if ((v === null && s.x[k] !== null) || (s.py[k] === null && s.y[k] !== null)) lost += 1;
      });
    }
    return lost ? `${lost} point${lost === 1 ? '' : 's'} at or below zero cannot stand on a logarithmic axis and ${lost === 1 ? 'is' : 'are'} left out.` : '';
  }

  function pointRows(fig) {
    const head = (axis) => (axis.scale === 'POWER_OF_TEN' ? `log10 ${label(axis)}` : label(axis));
    const rows = [['series', head(fig.x), head(fig.y), 'low', 'high']];
    for (const s of fig.series) {
      s.x.forEach((v, k) => rows.push([s.name, fig.x.scale === 'CATEGORY' ? fig.x.categories[v] : v, s.y[k], s.band ? s.band.low[k] : '', s.band ? s.band.high[k] : '']));
    }
    return rows;
  }

  /* ---- heat maps ---- */

  function heatMap(fig, view) {
    const theme = THEMES[view.theme];
    const { top, option } = frame(fig, view, theme, [], label(fig.y));
    const x = xAxis(fig.x, [], theme, view.width);
    const n = fig.y.categories.length;
    const m = fig.x.categories.length;
    const cells = fig.values.flatMap((r, i) => r.map((v, j) => [j, i, v]));
    const finite = cells.map((c) => c[2]).filter((v) => v !== null);
    let low = Math.min(...finite);
    let high = Math.max(...finite);
    if (fig.diverging) { high = Math.max(-low, high); low = -high; }
    const ramp = fig.diverging ? theme.diverging : VIRIDIS;
    const names = Math.min(Math.max(...fig.y.categories.map((c) => textWidth(c, 12))) + 2, view.width * 0.3);
    const readable = m * n <= 120 && (view.width - names - 26) / m > 40;
    const bottom = x.nameGap + 54;
    const height = top + Math.min(520, Math.max(140, n * (readable ? 36 : 18))) + bottom;
    option.grid = { left: names + (view.heading ? 22 : 12), right: 14, top, bottom };
    option.xAxis = x;
    option.yAxis = { ...axisStyle(theme), type: 'category', data: fig.y.categories, inverse: true, splitLine: { show: false }, axisTick: { show: false } };
    Object.assign(option.yAxis.axisLabel, { width: names, overflow: 'break' });
    option.visualMap = {
      min: low, max: high, calculable: true, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: Math.min(220, view.width - 160), itemWidth: 12,
      inRange: { color: ramp }, textStyle: { color: theme.quiet, fontSize: 12 }, formatter: (v) => number(v, 3),
    };
    option.series = [{
      type: 'heatmap', name: fig.valueName, data: cells.map((c) => [c[0], c[1], c[2] === null ? '-' : c[2]]).map((value) => ({
        value, label: { show: readable, color: bright(value[2], low, high, ramp) ? '#16191c' : '#ffffff', fontSize: 11.5, formatter: () => (value[2] === '-' ? '' : number(value[2], 3)) },
      })),
      itemStyle: { borderWidth: m * n <= 1600 ? 1 : 0, borderColor: theme.ground },
    }];
    Object.assign(option.tooltip, {
      trigger: 'item',
      formatter: (p) => `${escape(fig.y.categories[p.value[1]])} · ${escape(fig.x.categories[p.value[0]])}<br>${escape(fig.valueName)}: <b>${escape(number(p.value[2] === '-' ? null : p.value[2]))}</b>`,
    });
    const rows = [[label(fig.y), label(fig.x), fig.valueName], ...cells.map((c) => [fig.y.categories[c[1]], fig.x.categories[c[0]], c[2]])];
    return { height, option, legend: [], note: `Colour: ${fig.valueName}.`, rows };
  }

  /* Whether dark text reads better than white on the colour of a value. */
  function bright(v, low, high, ramp) {
    if (v === '-') return true;
    const at = high > low ? ((v - low) / (high - low)) * (ramp.length - 1) : 0;
    const k = Math.min(ramp.length - 2, Math.floor(at));
    const [a, b] = [rgb(ramp[k]), rgb(ramp[k + 1])];
    const [r, g, c] = a.map((u, i) => u + (b[i] - u) * (at - k));
    return 0.299 * r + 0.587 * g + 0.114 * c > 140;
  }

  const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

  /* ---- images ---- */

  /* A canvas with one block of pixels per cell: enlarged here because a browser would blur it. */
  function raster(columns, rows, colourOf, block) {
    const canvas = document.createElement('canvas');
    canvas.width = columns * block;
    canvas.height = rows * block;
    const pencil = canvas.getContext('2d');
    const image = pencil.createImageData(canvas.width, canvas.height);
    for (let y = 0; y < canvas.height; y++) {
      for (let x = 0; x < canvas.width; x++) {
        const [r, g, b] = colourOf(Math.floor(x / block), Math.floor(y / block));
        image.data.set([r, g, b, 255], 4 * (y * canvas.width + x));
      }
    }
    pencil.putImageData(image, 0, 0);
    return canvas;
  }

  const largest = (pixels) => pixels.reduce((m, v) => (v === null ? m : Math.max(m, Math.abs(v))), 0);

  function imageGrid(fig, view) {
    const theme = THEMES[view.theme];
    const { top, option } = frame(fig, view, theme, [], '');
    const gap = 12;
    const wanted = view.width < 480 ? 74 : 96;
    const columns = Math.max(1, Math.min(fig.images.length, Math.floor((view.width - 8) / (wanted + gap))));
    const side = Math.min(140, Math.floor((view.width - 8) / columns) - gap);
    const labels = fig.images.some((i) => i.label);
    const shared = Math.max(...fig.images.map((i) => largest(i.pixels)));
    const tallest = Math.max(...fig.images.map((i) => i.pixels.length / i.width / i.width));
    const pitch = side * tallest + gap + (labels ? 20 : 0);
    option.graphic = { elements: [] };
    fig.images.forEach((image, k) => {
      const rows = image.pixels.length / image.width;
      const scale = (fig.sharedScale ? shared : largest(image.pixels)) || 1;
      const grey = (x, y) => { const g = Math.round(127.5 * (1 + (image.pixels[y * image.width + x] || 0) / scale)); return [g, g, g]; };
      const left = (view.heading ? 10 : 4) + (k % columns) * (side + gap);
      const at = top + Math.floor(k / columns) * pitch;
      option.graphic.elements.push({
        type: 'image', left, top: at, silent: true,
        style: { image: raster(image.width, rows, grey, Math.max(1, Math.ceil(280 / image.width))), width: side, height: (side * rows) / image.width },
      });
      if (labels) {
        option.graphic.elements.push({
          type: 'text', left, top: at + side * tallest + 4, silent: true,
          style: { text: image.label, fill: theme.quiet, font: `12px ${FONT}`, width: side, overflow: 'truncate' },
        });
      }
    });
    const rows = [['image', 'row', 'column', 'value']];
    for (const i of fig.images) i.pixels.forEach((v, k) => rows.push([i.label, Math.floor(k / i.width), k % i.width, v]));
    return { height: top + Math.ceil(fig.images.length / columns) * pitch, option, legend: [], rows,
      note: `Black is negative, mid grey zero, white positive; ${fig.sharedScale ? 'one scale for all images' : 'each image on its own scale'}.` };
  }

  /* ---- the plane, at equal scale on both axes ---- */

  function plane(fig, view, theme, marks, bounds) {
    const { top, option } = frame(fig, view, theme, marks, label(fig.y));
    const [x0, x1, y0, y1] = bounds;
    const left = 52;
    const bottom = 50;
    let width = view.width - left - 20;
    let height = (width * (y1 - y0)) / (x1 - x0);
    const most = 420;
    if (height > most) { width *= most / height; height = most; }
    option.grid = { left: left + (view.width - left - 20 - width) / 2, top, width, height };
    option.title.filter((t) => t.text === label(fig.y) && t.top > 0).forEach((t) => { t.left = Math.max(4, option.grid.left - 44); });
    const range = (axis, low, high, pixels) => ({
      min: low, max: high, splitNumber: Math.max(2, Math.round(pixels / 70)), scale: true,
      axisLabel: { ...axisStyle(theme).axisLabel, formatter: (v) => shown(axis, Number(v.toPrecision(6)), 3), showMinLabel: whole(10 * low), showMaxLabel: whole(10 * high) },
    });
    option.xAxis = { ...xAxis(fig.x, [], theme, view.width), ...range(fig.x, x0, x1, width) };
    option.yAxis = { ...yAxis(fig.y, [], theme, false), ...range(fig.y, y0, y1, height) };
    option.dataZoom = wheelZoom(view, ['xAxisIndex', 'yAxisIndex']);
    return { option, height: top + height + bottom };
  }

  const pair = (fig, p) => `${escape(label(fig.x))}: <b>${escape(number(p.value[0], 4))}</b><br>${escape(label(fig.y))}: <b>${escape(number(p.value[1], 4))}</b>`;

  function decisionMap(fig, view) {
    const theme = THEMES[view.theme];
    const marks = looks(fig.points.map((s) => ({ ...s, style: 'SCATTER' })), theme);
    const { option, height } = plane(fig, view, theme, marks, fig.bounds);
    const rows = fig.classes.length;
    const columns = fig.classes[0].length;
    const cell = (x, y) => fig.classes[rows - 1 - y][x];
    const ground = rgb(theme.ground);
    const tints = marks.map((m) => rgb(m.colour).map((c, i) => Math.round(ground[i] + 0.3 * (c - ground[i]))));
    const block = Math.max(2, Math.ceil(900 / Math.max(rows, columns)));
    const field = raster(columns, rows, (x, y) => tints[cell(x, y)], block);
    boundary(field.getContext('2d'), columns, rows, cell, block, theme.quiet);
    const [x0, x1, y0, y1] = fig.bounds;
    option.series = [{
      type: 'custom', silent: true, clip: true, z: 1, data: [[x0, y1]], tooltip: { show: false },
      renderItem: (params, api) => {
        const [left, top] = api.coord([x0, y1]);
        const [right, bottom] = api.coord([x1, y0]);
        return { type: 'image', style: { image: field, x: left, y: top, width: right - left, height: bottom - top } };
      },
    }, ...fig.points.map((s, i) => ({
      type: 'scatter', name: s.name, data: s.x.map((v, k) => [v, s.y[k]]), symbol: marks[i].symbol, symbolSize: 9, color: marks[i].colour,
      itemStyle: marks[i].symbol.startsWith('empty') ? {} : { borderColor: theme.ground, borderWidth: 1 }, z: 4,
    }))];
    Object.assign(option.tooltip, { trigger: 'item', formatter: (p) => `${swatch(marks[p.seriesIndex - 1])}${escape(p.seriesName)}<br>${pair(fig, p)}` });
    const points = [['class', label(fig.x), label(fig.y)], ...fig.points.flatMap((s) => s.x.map((v, k) => [s.name, v, s.y[k]]))];
    return { height, option, legend: marks, note: '', rows: points };
  }

  /* The sides between cells of different classes. */
  function boundary(pencil, columns, rows, cell, block, colour) {
    pencil.strokeStyle = colour;
    pencil.lineWidth = 3;
    pencil.lineCap = 'round';
    pencil.beginPath();
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        if (x + 1 < columns && cell(x + 1, y) !== cell(x, y)) { pencil.moveTo((x + 1) * block, y * block); pencil.lineTo((x + 1) * block, (y + 1) * block); }
        if (y + 1 < rows && cell(x, y + 1) !== cell(x, y)) { pencil.moveTo(x * block, (y + 1) * block); pencil.lineTo((x + 1) * block, (y + 1) * block); }
      }
    }
    pencil.stroke();
  }

  function shapes(fig, view) {
    const theme = THEMES[view.theme];
    const marks = looks(fig.shapes, theme);
    const all = (key) => fig.shapes.flatMap((s) => s[key]).filter((v) => v !== null);
    const span = (values) => {
      const low = Math.min(...values);
      const high = Math.max(...values);
      const margin = 0.06 * (high - low || 1);
      return [low - margin, high + margin];
    };
    const { option, height } = plane(fig, view, theme, marks, [...span(all('x')), ...span(all('y'))]);
    option.series = fig.shapes.flatMap((s, i) => {
      const corners = s.x.map((v, k) => [v, s.y[k]]);
      if (s.closed && corners.length) corners.push(corners[0]);
      const outline = {
        type: 'line', zlevel: 0, name: s.name, data: corners, color: marks[i].colour, z: 3 + i, symbol: 'circle', symbolSize: 7, showAllSymbol: true,
        itemStyle: { opacity: 0 }, lineStyle: { width: 2, type: i % 4 === 0 ? 'solid' : [[7, 4], [2, 3], [10, 3, 2, 3]][(i % 4) - 1], opacity: 1 },
        emphasis: { itemStyle: { opacity: 1 }, lineStyle: { width: 2 } },
      };
      marks[i].dash = outline.lineStyle.type;
      marks[i].symbol = 'none';
      if (!s.filled) return [outline];
      return [outline, {
        ...custom(s, marks[i].colour), z: 1, data: [corners[0]], encode: { x: 0, y: 1 },
        renderItem: (params, api) => ({ type: 'polygon', shape: { points: corners.map((c) => api.coord(c)) }, style: { fill: marks[i].colour, opacity: 0.14 } }),
      }];
    });
    Object.assign(option.tooltip, { trigger: 'item', formatter: (p) => `${swatch({ colour: p.color })}${escape(p.seriesName)}<br>${pair(fig, p)}` });
    const rows = [['shape', label(fig.x), label(fig.y)], ...fig.shapes.flatMap((s) => s.x.map((v, k) => [s.name, v, s.y[k]]))];
    return { height, option, legend: marks, note: '', rows };
  }

  /* ---- in words, for those who do not see the figure ---- */

  function describe(fig) {
    const parts = [fig.title, fig.caption];
    if (fig.x) parts.push(`Horizontal axis: ${label(fig.x)}. Vertical axis: ${label(fig.y)}.`);
    for (const s of fig.series || []) {
      const k = s.y.map((v, i) => i).filter((i) => s.y[i] !== null);
      if (!k.length) continue;
      const say = (axis, v) => (axis.scale === 'POWER_OF_TEN' ? power(v) : axis.scale === 'CATEGORY' ? axis.categories[v] : number(v));
      const last = k[k.length - 1];
      parts.push(`${s.name}: ${k.length} points from ${say(fig.y, s.y[k[0]])} at ${say(fig.x, s.x[k[0]])} to ${say(fig.y, s.y[last])} at ${say(fig.x, s.x[last])}.`);
    }
    for (const s of fig.shapes || fig.points || []) parts.push(`${s.name}: ${s.x.length} points.`);
    if (fig.images) parts.push(`${fig.images.length} images.`);
    return parts.filter(Boolean).join(' ');
  }

  const kinds = { chart, heatMap, imageGrid, decisionMap, shapes };
  return {
    build(fig, view) {
      const built = kinds[fig.type](fig, view);
      built.option.aria = { enabled: true, label: { enabled: true, description: describe(fig) } };
      return built;
    },
  };
})();
