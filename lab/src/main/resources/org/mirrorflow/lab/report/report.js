/* Draws every figure of the page and gives it its legend, its tools and its keys. */
(() => {
  'use strict';

  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const touch = matchMedia('(pointer: coarse)').matches;
  const PRINT_WIDTH = 660;

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* ---- one figure ---- */

  class Drawing {
    constructor(figure) {
      this.figure = figure;
      this.data = JSON.parse(figure.querySelector('script').textContent);
      this.plot = figure.querySelector('.plot');
      this.hidden = new Set();
      this.at = -1;
      this.built = Figures.build(this.data, this.view('light'));
      this.plot.style.height = `${this.built.height}px`;
      this.tools();
    }

    view(theme, width = this.plot.clientWidth) {
      return { width, theme, hidden: this.hidden, touch };
    }

    draw(theme, width) {
      const view = this.view(theme, width);
      const zoom = this.chart && this.chart.getOption().dataZoom;
      this.built = Figures.build(this.data, view);
      this.plot.style.height = `${this.built.height}px`;
      if (!this.chart) {
        this.chart = echarts.init(this.plot, null, { renderer: 'svg', width: view.width, height: this.built.height, locale: 'EN' });
        this.keys();
        this.chart.on('datazoom', () => this.ticks());
      } else {
        this.chart.resize({ width: view.width, height: this.built.height });
      }
      this.chart.setOption(this.built.option, true);
      (zoom || []).forEach((z, i) => {
        if (z.start > 0 || z.end < 100) this.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: i, start: z.start, end: z.end });
      });
      this.plot.setAttribute('role', 'img');
      this.legend();
      const note = this.figure.querySelector('.note');
      note.textContent = this.built.note;
      note.hidden = !this.built.note;
    }

    /* In a zoom the ends of an axis are no round numbers, and a decade may be too coarse a step. */
    ticks() {
      const zoomed = this.chart.getOption().dataZoom.some((z) => z.start > 0 || z.end < 100);
      if (this.whole) this.whole.hidden = !zoomed;
      const change = ({ minInterval, interval, axisLabel, splitLine }) => {
        if (zoomed) return { minInterval: 0, interval: null, axisLabel: { showMinLabel: false, showMaxLabel: false }, splitLine: { show: splitLine.show && !interval } };
        return { minInterval, interval, axisLabel: { showMinLabel: axisLabel.showMinLabel ?? null, showMaxLabel: axisLabel.showMaxLabel ?? null }, splitLine: { show: splitLine.show } };
      };
      const { xAxis, yAxis } = this.built.option;
      this.chart.setOption({ xAxis: xAxis.type === 'value' ? change(xAxis) : {}, yAxis: yAxis.type === 'value' ? change(yAxis) : {} });
    }

    legend() {
      const marks = this.built.legend;
      const legend = this.figure.querySelector('.legend');
      const focused = [...legend.children].indexOf(document.activeElement);
      legend.replaceChildren(...marks.map((mark) => {
        const button = make('button', { type: 'button', 'aria-pressed': String(!this.hidden.has(mark.name)), title: 'Show or hide' }, glyph(mark), mark.name);
        button.addEventListener('click', () => {
          if (!this.hidden.delete(mark.name)) this.hidden.add(mark.name);
          button.setAttribute('aria-pressed', String(!this.hidden.has(mark.name)));
          this.chart.dispatchAction({ type: 'legendToggleSelect', name: mark.name });
        });
        return button;
      }));
      if (focused >= 0 && legend.children[focused]) legend.children[focused].focus();
    }

    tools() {
      const bar = this.figure.querySelector('.tools');
      const tool = (name, title, action) => {
        const button = make('button', { type: 'button', title, 'aria-label': `${title}: ${this.data.title}` }, name);
        button.addEventListener('click', () => action(button));
        bar.append(button);
        return button;
      };
      if (this.data.type === 'chart') {
        this.box = tool('Zoom', 'Drag a box to zoom; Ctrl and wheel or pinch zoom as well', () => this.zoomBox(this.box.getAttribute('aria-pressed') !== 'true'));
        this.box.setAttribute('aria-pressed', 'false');
      }
      if (this.built.option.dataZoom) {
        this.whole = tool('Reset', 'Show the whole range', () => this.reset());
        this.whole.hidden = true;
      }
      tool('SVG', 'Save as SVG', () => save(this.svg(), `${this.fileName()}.svg`, 'image/svg+xml'));
      tool('PNG', 'Save as PNG', () => this.png((blob) => save(blob, `${this.fileName()}.png`, 'image/png')));
      tool('CSV', 'Save the data as CSV', () => save(csv(this.built.rows), `${this.fileName()}.csv`, 'text/csv'));
    }

    zoomBox(active) {
      this.box.setAttribute('aria-pressed', String(active));
      this.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: active });
    }

    reset() {
      this.built.option.dataZoom.forEach((z, i) => this.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: i, start: 0, end: 100 }));
      if (this.box) this.zoomBox(false);
    }

    fileName() {
      return this.data.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60) || this.figure.id;
    }

    /* A chart of its own for the saved file: light, with heading and legend inside. */
    saved(renderer, use) {
      const width = 860;
      const built = Figures.build(this.data, { width, theme: 'light', hidden: this.hidden, heading: true, touch: false });
      const chart = echarts.init(document.createElement('div'), null, { renderer, width, height: built.height + 8, locale: 'EN' });
      delete built.option.toolbox;
      chart.setOption(built.option);
      try {
        return use(chart);
      } finally {
        chart.dispose();
      }
    }

    svg() {
      // The browser's serialiser, because renderToSVGString leaves quotes in attributes as they are.
      return this.saved('svg', (chart) => new XMLSerializer().serializeToString(chart.getDom().querySelector('svg')));
    }

    png(done) {
      this.saved('canvas', (chart) => chart.getRenderedCanvas({ pixelRatio: 2, backgroundColor: '#ffffff' })).toBlob(done);
    }

    /* Arrows walk along the points, plus and minus zoom, 0 resets, Escape closes the tooltip. */
    keys() {
      this.plot.tabIndex = 0;
      this.plot.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[event.key];
        const factor = { '+': 0.7, '=': 0.7, '-': 1 / 0.7 }[event.key];
        if (step && this.data.series) this.walk(step);
        else if (factor && this.built.option.dataZoom) this.zoomBy(factor);
        else if (event.key === '0' && this.built.option.dataZoom) this.reset();
        else if (event.key === 'Escape') this.chart.dispatchAction({ type: 'hideTip' });
        else return;
        event.preventDefault();
      });
      this.plot.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    walk(step) {
      const longest = this.data.series.filter((s) => !this.hidden.has(s.name)).sort((a, b) => b.x.length - a.x.length)[0];
      if (!longest) return;
      this.at = Math.max(0, Math.min(longest.x.length - 1, this.at + step));
      const seriesIndex = this.built.option.series.findIndex((s) => s.name === longest.name && s.type !== 'custom');
      this.chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex: this.at });
    }

    zoomBy(factor) {
      this.chart.getOption().dataZoom.slice(0, this.built.option.dataZoom.length).forEach((z, i) => {
        const middle = (z.start + z.end) / 2;
        const half = Math.min(50, ((z.end - z.start) / 2) * factor);
        const start = Math.max(0, Math.min(100 - 2 * half, middle - half));
        this.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: i, start, end: start + 2 * half });
      });
    }
  }

  /* The line and the symbol of a series, for the legend. */
  function glyph(mark) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    const put = (tag, attributes) => {
      const element = document.createElementNS(ns, tag);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      svg.append(element);
    };
    svg.setAttribute('viewBox', '0 0 26 12');
    svg.setAttribute('width', '26');
    svg.setAttribute('height', '12');
    svg.setAttribute('aria-hidden', 'true');
    const { colour, symbol, style } = mark;
    if (style === 'BAR') {
      put('rect', { x: 6, y: 1, width: 14, height: 10, rx: 2, fill: colour });
      return svg;
    }
    if (style !== 'SCATTER') put('path', { d: 'M0 6H26', stroke: colour, 'stroke-width': 2.2, 'stroke-dasharray': mark.dash === 'solid' ? 'none' : mark.dash.join(' ') });
    if (style === 'DASHED' || symbol === 'none') return svg;
    const hollow = symbol.startsWith('empty');
    const paint = hollow ? { fill: 'none', stroke: colour, 'stroke-width': 1.8 } : { fill: colour };
    const form = symbol.replace('empty', '').toLowerCase();
    if (form === 'circle') put('circle', { cx: 13, cy: 6, r: 4, ...paint });
    else put('path', { d: { rect: 'M9 2h8v8h-8z', triangle: 'M13 1.6l4.6 8.6h-9.2z', diamond: 'M13 .8l5 5.2-5 5.2-5-5.2z' }[form], ...paint });
    return svg;
  }

  /* ---- files ---- */

  function save(content, name, type) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const link = make('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  /* A text that a spreadsheet would read as a formula is set off by an apostrophe. */
  function csv(rows) {
    const cell = (v) => {
      if (v === null || v === undefined) return '';
      if (typeof v === 'number') return String(v);
      const text = /^[=+\-@\t\r]/.test(v) ? `'${v}` : v;
      return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return rows.map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n';
  }

  /* ---- the page ---- */

  const theme = () => root.dataset.theme || (dark.matches ? 'dark' : 'light');
  let drawings = [...document.querySelectorAll('figure')].map((figure) => new Drawing(figure));
  /* A page that is resized may have no width for a moment. */
  const redraw = () => drawings.forEach((d) => d.chart && d.plot.clientWidth > 0 && d.draw(theme()));

  const button = document.getElementById('theme');
  const remember = (value) => { try { localStorage.setItem('report-theme', value); } catch (e) { /* private window: the choice lasts as long as the page */ } };
  const recall = () => { try { return localStorage.getItem('report-theme'); } catch (e) { return null; } };
  function setTheme(value) {
    root.dataset.theme = value;
    button.textContent = value === 'dark' ? 'Light theme' : 'Dark theme';
    redraw();
  }
  button.hidden = false;
  button.addEventListener('click', () => {
    const value = theme() === 'dark' ? 'light' : 'dark';
    remember(value);
    setTheme(value);
  });
  setTheme(recall() || theme());
  dark.addEventListener('change', () => { if (!recall()) setTheme(dark.matches ? 'dark' : 'light'); });

  const chapters = document.querySelector('nav details');
  const narrow = matchMedia('(max-width: 1099px)');
  const fold = () => { chapters.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();

  /* From top to bottom, a figure at a time, so that the first screen stands at once. */
  let next = 0;
  function drawNext() {
    if (next < drawings.length) {
      drawings[next].draw(theme());
      next += 1;
      setTimeout(drawNext, 0);
    } else {
      root.dataset.drawn = String(drawings.length);
    }
  }

  /* Figures of an explorer come and go with the reader's choices. */
  function put(section, figures) {
    const place = section.querySelector('.figures');
    drawings.filter((d) => place.contains(d.figure)).forEach((d) => d.chart && d.chart.dispose());
    drawings = drawings.filter((d) => !place.contains(d.figure));
    place.replaceChildren(...figures);
    const fresh = figures.map((figure) => new Drawing(figure));
    drawings.push(...fresh);
    if (!root.dataset.drawn) return;
    fresh.forEach((d) => d.draw(theme()));
    root.dataset.drawn = String(drawings.length);
  }
  document.querySelectorAll('.explorer').forEach((section) => Explorer.start(section, { put }));
  drawNext();

  let printing = false;
  let pending = 0;
  let width = innerWidth;
  addEventListener('resize', () => {
    if (printing || innerWidth === width) return;
    width = innerWidth;
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(redraw);
  });
  addEventListener('beforeprint', () => {
    printing = true;
    drawings.forEach((d) => d.draw('light', PRINT_WIDTH));
  });
  addEventListener('afterprint', () => {
    printing = false;
    redraw();
  });

  const links = new Map([...document.querySelectorAll('nav li a')].map((a) => [a.hash.slice(1), a]));
  const spy = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((a) => a.removeAttribute('aria-current'));
      links.get(entry.target.id).setAttribute('aria-current', 'true');
    }
  }, { rootMargin: '-15% 0px -75% 0px' });
  document.querySelectorAll('section.chapter').forEach((s) => spy.observe(s));
})();
