// What the scripts of all pages share: making elements, a grid of any length, lists to choose from, keys. The page of a
// report adds a script of its own behind this one. Texts go in as text: nothing here takes HTML, and the page's policy
// (require-trusted-types-for) would refuse it.
'use strict';

const page = (() => {
  // The data that the report embedded (report/page/page.h).
  const data = () => JSON.parse(document.getElementById('data').textContent);

  // An element with attributes, and with texts and elements in it; what is empty is left out.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false && child !== ''));
    return element;
  }

  // A link, if that is what the text is: other schemes are not followed.
  const link = (url, text = url) =>
    /^https?:\/\/[^\\@\s]+$/.test(url) ? make('a', {href: url, rel: 'noopener noreferrer'}, text) : text;

  const number = (count) => count.toLocaleString('en');
  const counted = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;

  // Browsers give up elements of some ten million pixels; longer lists move in larger steps under the bar.
  const MOST_PIXELS = 8e6;
  const SPARE_ROWS = 8;
  const MOST_PRINTED = 10000;

  // A table of which only the rows in view are elements (ARIA's grid pattern, the grid itself has the focus). `columns`:
  // {title, cell(item): text, key(item): what to sort by}. `choose(item)` is called by click, Enter and blank;
  // `dress(row, item)` when a row is drawn. Items are any objects; the grid never changes them.
  class Grid {
    #columns; #choose; #dress; #heading; #body;
    #items = []; #active = 0; #chosen; #sorted = {column: -1, down: false}; #waiting = false; #printing = false;

    constructor({label, tracks, columns, choose, dress}) {
      this.#columns = columns;
      this.#choose = choose;
      this.#dress = dress;
      const heads = columns.map((column, at) =>
        make('div', {role: 'columnheader', class: 'cell', 'aria-sort': 'none'},
          make('button', {type: 'button', tabindex: -1, click: () => this.#sortBy(at)}, column.title)));
      this.#heading = make('div', {role: 'row', class: 'row heading', 'aria-rowindex': 1}, heads);
      this.#body = make('div', {role: 'rowgroup', class: 'body'});
      this.element = make('div', {role: 'grid', class: 'grid', tabindex: 0, 'aria-label': label,
        scroll: () => this.#soon(), keydown: (event) => this.#key(event)},
        make('div', {role: 'rowgroup', class: 'headings'}, this.#heading), this.#body);
      this.element.style.setProperty('--tracks', tracks);
      this.#heading.addEventListener('keydown', (event) => this.#headingKey(event));
      heads[0].firstChild.tabIndex = 0;
      new ResizeObserver(() => this.#soon()).observe(this.element);
      addEventListener('beforeprint', () => { this.#printing = true; this.#draw(); });
      addEventListener('afterprint', () => { this.#printing = false; this.#draw(); });
    }

    // Shows these items, in their order or the one that was asked for.
    show(items) {
      this.#items = items;
      this.#sort();
      this.#active = Math.max(0, this.#items.indexOf(this.#chosen));
      this.element.setAttribute('aria-rowcount', items.length + 1);
      this.element.scrollTop = 0;
      this.#draw();
    }

    mark(item) {
      this.#chosen = item;
      const at = this.#items.indexOf(item);
      if (at >= 0) this.#goTo(at);
      else this.#draw();
    }

    // Brings the first item into view that `test` holds for.
    reveal(test) {
      const at = this.#items.findIndex(test);
      if (at >= 0) this.#goTo(at);
      else this.#draw();
    }

    #sortBy(column) {
      this.#sorted = {column, down: this.#sorted.column === column && !this.#sorted.down};
      [...this.#heading.children].forEach((head, at) => head.setAttribute('aria-sort',
        at !== column ? 'none' : this.#sorted.down ? 'descending' : 'ascending'));
      this.show(this.#items);
    }

    #sort() {
      const {column, down} = this.#sorted;
      if (column < 0) return;
      const key = this.#columns[column].key;
      const keyed = this.#items.map((item) => [key(item), item]);
      const turn = down ? -1 : 1;
      keyed.sort(([a], [b]) => turn * ((a > b) - (a < b)));
      this.#items = keyed.map(([, item]) => item);
    }

    // Where things are: heights in pixels, and which part of the whole list the bar stands for.
    #measure() {
      const row = this.#rowHeight();
      const view = Math.max(row, this.element.clientHeight - this.#heading.offsetHeight);
      const whole = this.#items.length * row;
      const height = Math.min(whole, MOST_PIXELS);
      const scroll = Math.min(this.element.scrollTop, Math.max(0, height - view));
      const scale = height > view ? (whole - view) / (height - view) : 1;
      return {row, view, height, scroll, scale, top: scroll * scale};
    }

    #rowHeight() {
      const style = getComputedStyle(document.documentElement);
      return parseFloat(style.getPropertyValue('--row')) * parseFloat(style.fontSize);
    }

    #soon() {
      if (this.#waiting) return;
      this.#waiting = true;
      requestAnimationFrame(() => { this.#waiting = false; this.#draw(); });
    }

    #draw() {
      const {row, view, height, scroll, top} = this.#measure();
      const first = this.#printing ? 0 : Math.max(0, Math.floor(top / row) - SPARE_ROWS);
      const last = this.#printing ? MOST_PRINTED : Math.ceil((top + view) / row) + SPARE_ROWS;
      const rows = this.#items.slice(first, last).map((item, at) =>
        this.#row(item, first + at, scroll - top + (first + at) * row));
      const left = this.#items.length - MOST_PRINTED;
      if (this.#printing && left > 0) rows.push(make('p', {}, `${number(left)} more are not printed`));
      this.#body.style.height = `${height}px`;
      this.#body.replaceChildren(...rows);
      const active = document.getElementById(`row-${this.#active}`);
      if (active) this.element.setAttribute('aria-activedescendant', active.id);
      else this.element.removeAttribute('aria-activedescendant');
    }

    #row(item, at, top) {
      const cells = this.#columns.map((column) => make('div', {role: 'gridcell', class: 'cell'}, column.cell(item)));
      const row = make('div', {role: 'row', id: `row-${at}`, 'aria-rowindex': at + 2,
        'aria-selected': String(item === this.#chosen), class: at === this.#active ? 'row active' : 'row',
        click: () => { this.#active = at; this.#choose(item); }}, cells);
      row.style.transform = `translateY(${top}px)`;
      this.#dress(row, item);
      return row;
    }

    #goTo(at) {
      this.#active = Math.min(Math.max(at, 0), this.#items.length - 1);
      const {row, view, scale, top} = this.#measure();
      const from = this.#active * row;
      if (from < top) this.element.scrollTop = from / scale;
      else if (from + row > top + view) this.element.scrollTop = (from + row - view) / scale;
      this.#draw();
    }

    #key(event) {
      if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
      const {row, view} = this.#measure();
      const leaf = Math.max(1, Math.floor(view / row) - 1);
      const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: leaf, PageUp: -leaf, Home: -Infinity, End: Infinity};
      if (event.key in steps) this.#goTo(this.#active + steps[event.key]);
      else if ((event.key === 'Enter' || event.key === ' ') && this.#items[this.#active]) this.#choose(this.#items[this.#active]);
      else return;
      event.preventDefault();
    }

    // One stop for all headings; arrows go from one to the next.
    #headingKey(event) {
      const buttons = [...this.#heading.querySelectorAll('button')];
      const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      const next = step && buttons[buttons.indexOf(event.target) + step];
      if (!next) return;
      event.preventDefault();
      buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
      next.focus();
    }
  }

  // More than this many entries of a list to choose from are counted, not shown.
  const MOST_CHOICES = 1000;

  // A list of buttons of which at most one is pressed: {label, items, content(item): elements in the button, after(item):
  // elements behind it, choose(item or undefined)}.
  class Choices {
    #entries = new Map(); #choose; #pressed;

    constructor({label, items, content, after, choose}) {
      this.#choose = choose;
      const entries = items.slice(0, MOST_CHOICES).map((item) => {
        const button = make('button', {type: 'button', 'aria-pressed': 'false',
          click: () => choose(this.#pressed === item ? undefined : item)}, content(item));
        const behind = after ? after(item) : [];
        const entry = make('li', {class: 'choice'}, button, behind.length ? make('div', {class: 'after'}, behind) : '');
        this.#entries.set(item, {button, entry});
        return entry;
      });
      const left = items.length - entries.length;
      if (left > 0) entries.push(make('li', {class: 'choice'}, `and ${number(left)} more`));
      this.element = make('ol', {role: 'list', 'aria-label': label}, entries);
    }

    press(item) {
      this.#entries.get(this.#pressed)?.button.setAttribute('aria-pressed', 'false');
      this.#pressed = item;
      this.#entries.get(item)?.button.setAttribute('aria-pressed', 'true');
    }

    // Marks those that `test` holds for; `why` is what is read out of them.
    light(test, why) {
      let first;
      for (const [item, {button, entry}] of this.#entries) {
        const lit = test(item);
        entry.classList.toggle('lit', lit);
        button.querySelector(':scope > .unseen')?.remove();
        if (lit) button.append(make('span', {class: 'unseen'}, why));
        if (lit) first ??= entry;
      }
      if (first) this.#reveal(first);
    }

    // Within its own box: the page itself stays where it is.
    #reveal(entry) {
      const box = this.element.parentElement.getBoundingClientRect();
      const {top, bottom} = entry.getBoundingClientRect();
      if (top < box.top + 40 || bottom > box.bottom) this.element.parentElement.scrollTop += top - box.top - 40;
    }
  }

  // "/" leads to the search; Escape calls leave(), unless it empties the search first.
  function keys(search, leave) {
    addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest?.('input[type="search"], select');
      if (event.key === '/' && !typing) {
        event.preventDefault();
        search.focus();
        search.select();
      } else if (event.key === 'Escape') {
        if (typing === search && search.value !== '') {
          search.value = '';
          search.dispatchEvent(new Event('input'));
        } else {
          leave();
        }
      }
    });
  }

  // The words of what is searched for, in small letters.
  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter((word) => word !== '');

  return {data, make, link, number, counted, Grid, Choices, keys, wordsOf};
})();
