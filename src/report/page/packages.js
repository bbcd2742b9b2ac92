// The page of `sbom --format html`: layers beside packages, and what is known of the one that was chosen. What the data
// holds: docs/formats/html.md.
'use strict';

(() => {
  const {data, make, link, number, counted, Grid, Choices, keys, wordsOf} = page;
  const {layers, licences, expressions, hows, packages} = data();
  packages.forEach((one, at) => { one.at = at; });
  layers.forEach((one, at) => { one.at = at; });
  licences.forEach((one, at) => { one.at = at; });

  // What is chosen, and what of the list is shown.
  let chosenLayer, chosenLicence, chosenPackage;
  const search = make('input', {type: 'search', placeholder: 'Search (/)', 'aria-label': 'Search packages',
    autocomplete: 'off', spellcheck: 'false', input: () => show()});
  const hits = make('p', {class: 'hits', role: 'status'});
  const onlyLayer = make('input', {type: 'checkbox', disabled: true, change: () => show()});

  // Which layers a package's files lie in, each once: numbers in `layers`. Where that is not told there is none.
  const layersOf = (one) => [...new Set((one.places ?? []).map(([layer]) => layer))].filter((at) => at >= 0);
  const isIn = (one, layer) => (one.places ?? []).some(([at]) => at === layer.at);
  const expressionOf = (one) => expressions[one.licence];
  const nameOf = (one) => one.version ? `${one.name} ${one.version}` : one.name;
  const firstLayerOf = (one) => layers[one.places?.[0][0]];
  const layerText = (one) => one.stage ? `stage ${one.stage}` : firstLayerOf(one)?.at;

  // A package counts once, however many records of it there are.
  const countOf = (list) => {
    const seen = new Set();
    for (const one of list) seen.add(one.same ?? one.at);
    return seen.size;
  };
  const counts = (keysOf) => {
    const found = new Map();
    for (const one of packages) {
      for (const key of keysOf(one)) {
        if (!found.has(key)) found.set(key, new Set());
        found.get(key).add(one.same ?? one.at);
      }
    }
    return new Map([...found].map(([key, seen]) => [key, seen.size]));
  };

  // Layers.
  const inLayers = counts(layersOf);
  const layerChoices = new Choices({
    label: 'Layers',
    items: layers,
    content: (layer) => [
      make('span', {class: 'line'},
        make('span', {}, layer.at),
        layer.base && make('span', {class: 'tag'}, `base ${layer.base}`),
        layer.own && make('span', {class: 'tag'}, 'own'),
        layer.size && make('span', {class: 'faint'}, layer.size),
        make('span', {class: 'count'}, counted(inLayers.get(layer.at) ?? 0, 'package'))),
      layer.instruction && make('span', {class: 'code'}, layer.instruction),
    ].filter(Boolean),
    after: (layer) => lineOf(layer),
    choose: chooseLayer,
  });

  // "Dockerfile:3-4", as a link where the place that keeps it is known.
  function lineOf(layer) {
    if (!layer.line) return [];
    return [layer.url ? link(layer.url, layer.line) : layer.line, layer.guessed && ' (guessed)',
      layer.stage && ` in stage ${layer.stage}`].filter(Boolean);
  }

  function chooseLayer(layer) {
    chosenLayer = layer;
    layerChoices.press(layer);
    onlyLayer.disabled = !layer;
    if (!layer) onlyLayer.checked = false;
    show();
    if (layer) grid.reveal((one) => isIn(one, layer));
  }

  // Licences: those that any package has, the most frequent first.
  const licencesOf = (one) => expressionOf(one)?.licences ?? [];
  const inLicences = counts(licencesOf);
  const unlicensed = {name: 'not known', at: -1};
  inLicences.set(-1, countOf(packages.filter((one) => licencesOf(one).length === 0)));
  const licenceItems = [...licences, unlicensed].filter((one) => inLicences.get(one.at) > 0);
  licenceItems.sort((a, b) => inLicences.get(b.at) - inLicences.get(a.at));
  const licenceChoices = new Choices({
    label: 'Licences',
    items: licenceItems,
    content: (licence) => make('span', {class: 'line'},
      make('bdi', {}, licence.name),
      licence.category && make('span', {class: 'tag'}, licence.category),
      make('span', {class: 'count'}, number(inLicences.get(licence.at)))),
    choose: chooseLicence,
  });
  const hasLicence = (one, licence) => licence === unlicensed ? licencesOf(one).length === 0 : licencesOf(one).includes(licence.at);

  function chooseLicence(licence) {
    chosenLicence = licence;
    licenceChoices.press(licence);
    show();
  }

  // Types, and which part of the image: native lists.
  function select(label, all, values) {
    return make('select', {'aria-label': label, change: () => show()}, make('option', {value: ''}, all),
      values.map(([value, text]) => make('option', {value}, text)));
  }
  const MOST_TYPES = 200;
  const types = [...counts((one) => [one.type])].sort(([, a], [, b]) => b - a).slice(0, MOST_TYPES);
  const type = select('Type', 'All types', types.map(([name, count]) => [name, `${name} (${number(count)})`]));
  const knowsBase = layers.some((layer) => layer.base) && layers.some((layer) => layer.own);
  const part = select('Part of the image', 'Base and own', [['base', 'Base image'], ['own', 'Own']]);
  // Where no layer is told it may be either; what a build stage has is never the base image's.
  const isOfPart = (one) => !part.value ||
    (one.stage ? part.value === 'own' : firstLayerOf(one)?.[part.value] ?? firstLayerOf(one) === undefined);

  // Packages.
  const grid = new Grid({
    label: 'Packages',
    tracks: 'minmax(0, 5fr) minmax(0, 4fr) minmax(0, 2fr) minmax(0, 5fr) minmax(0, 2fr)',
    columns: [
      {title: 'Name', cell: (one) => one.name, key: (one) => one.name},
      {title: 'Version', cell: (one) => one.version, key: (one) => one.version ?? ''},
      {title: 'Type', cell: (one) => one.type, key: (one) => one.type},
      {title: 'Licence', cell: (one) => expressionOf(one)?.name, key: (one) => expressionOf(one)?.name ?? ''},
      {title: 'Layer', cell: layerText, key: (one) => firstLayerOf(one)?.at ?? Infinity},
    ],
    choose: (one) => choosePackage(one === chosenPackage ? undefined : one),
    dress(row, one) {
      if (!chosenLayer || !isIn(one, chosenLayer)) return;
      row.classList.add('lit');
      row.lastChild.append(make('span', {class: 'unseen'}, ', the chosen one'));
    },
  });

  // What is searched, in small letters; made when somebody searches. Files only by words with a slash: "lib" would find all
  // that var/lib/dpkg lists.
  let names, files;
  const namesOf = (one) => [one.name, one.version, one.type, one.purl, expressionOf(one)?.name, one.source, one.supplier];
  const filesOf = (one) => (one.places ?? []).map(([, path]) => path);
  const joined = (textsOf) => packages.map((one) => textsOf(one).join(' ').toLowerCase());
  function isFound(one, words) {
    if (words.length > 0) names ??= joined(namesOf);
    if (words.some(isPath)) files ??= joined(filesOf);
    return words.every((word) => names[one.at].includes(word) || (isPath(word) && files[one.at].includes(word)));
  }
  const isPath = (word) => word.includes('/');

  function show() {
    const words = wordsOf(search.value);
    const shown = packages.filter((one) =>
      isFound(one, words) &&
      (!type.value || one.type === type.value) && isOfPart(one) &&
      (!chosenLicence || hasLicence(one, chosenLicence)) &&
      (!onlyLayer.checked || isIn(one, chosenLayer)));
    grid.show(shown);
    hits.textContent = sayHits(shown);
  }

  function sayHits(shown) {
    const hit = countOf(shown);
    const all = countOf(packages);
    let said = hit === all ? counted(all, 'package') : `${number(hit)} of ${counted(all, 'package')}`;
    if (chosenLicence) said += `, licence ${chosenLicence.name}`;
    if (chosenLayer) said += `, ${number(countOf(shown.filter((one) => isIn(one, chosenLayer))))} in layer ${chosenLayer.at}`;
    return said;
  }

  // What is known of the chosen package.
  const details = make('section', {class: 'panel details', 'aria-label': 'Chosen package', hidden: true});

  function choosePackage(one) {
    chosenPackage = one;
    grid.mark(one);
    layerChoices.light((layer) => one !== undefined && isIn(one, layer), ' (holds the chosen package)');
    details.hidden = !one;
    details.replaceChildren(...(one ? describe(one) : []));
    details.scrollTop = 0;
  }

  const goTo = (one, text = nameOf(one)) =>
    make('button', {type: 'button', class: 'plain', click: () => lead(one)}, text);
  // The list may not show it: then it shows all.
  function lead(one) {
    search.value = type.value = part.value = '';
    onlyLayer.checked = false;
    chooseLicence(undefined);
    choosePackage(one);
    details.querySelector('h2').focus();
  }

  function describe(one) {
    const close = make('button', {type: 'button', class: 'button', click: leave}, 'Close');
    return [
      make('div', {class: 'bar'}, make('h2', {tabindex: -1}, nameOf(one)), close),
      one.description && make('p', {}, one.description),
      make('dl', {}, factsOf(one).filter(([, value]) => value && value.length !== 0)
        .flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
      ...section('How it came in', wayOf(one), 'ol'),
      ...section('Layers and files', placesOf(one)),
      ...section('Needed by', neededByOf(one)),
      ...section('Needs', needsOf(one)),
    ].filter(Boolean);
  }

  const factsOf = (one) => [
    ['Type', one.type],
    ['Package URL', make('span', {class: 'code'}, one.purl)],
    ['Licence', folded(expressionOf(one)?.name ?? 'not known')],
    ['Category', expressionOf(one)?.category],
    ['As stated', one.stated && folded(one.stated.join('; '))],
    ['Source package', one.source],
    ['Supplier', one.supplier],
    ['Homepage', one.homepage && link(one.homepage)],
    ['Origin', one.origin],
    ['Installed by', one.owner],
    ['Evidence', one.evidence],
    ['Confidence', one.confidence && `${one.confidence} %`],
    ['Wanted', one.scope],
    ['State', one.state],
    ['Build stage', one.stage && `${one.stage} (not in the image)`],
  ];

  // A long text behind its beginning.
  const MOST_LETTERS = 160;
  const folded = (text) => text.length <= MOST_LETTERS ? text :
    make('details', {}, make('summary', {}, `${text.slice(0, MOST_LETTERS)}…`), text);

  const section = (title, entries, tag = 'ul') =>
    entries.length === 0 ? [] : [make('h3', {}, title), make(tag, {role: 'list'}, entries)];

  // From a root to the package; `before` leads the other way. A step says how the one before leads to it: `hows` has what
  // stands before a name and behind it.
  function wayOf(one) {
    const steps = [];
    for (let at = one; at; at = packages[at.before]) {
      const [before, behind] = at.before === undefined ? ['', ''] : hows[at.how];
      steps.push(make('li', {}, before && `${before} `, at === one ? make('strong', {}, nameOf(at)) : goTo(at), behind,
        at.root && ` (${at.root})`));
    }
    return shortened(steps.reverse());
  }

  // Of a very long way its beginning and its end.
  const MOST_STEPS = 100;
  const shortened = (steps) => steps.length <= MOST_STEPS ? steps :
    [...steps.slice(0, MOST_STEPS / 2), make('li', {}, `${number(steps.length - MOST_STEPS)} more`), ...steps.slice(-MOST_STEPS / 2)];

  const MOST_PLACES = 100;
  const placesOf = (one) => more(one.places ?? [], MOST_PLACES, ([at, path]) => {
    const layer = layers[at];
    const file = make('span', {class: 'code'}, path);
    if (!layer) return make('li', {}, file);
    const head = make('button', {type: 'button', class: 'plain', click: () => chooseLayer(layer)}, `layer ${at}`);
    return make('li', {}, head, layer.base && ` (base ${layer.base})`, ': ', file,
      lineOf(layer).length > 0 && make('div', {}, lineOf(layer)),
      layer.instruction && make('div', {class: 'code faint'}, layer.instruction));
  });

  // [other, how, other, how, …], as the data has them.
  const pairs = (flat = []) => Array.from({length: flat.length / 2}, (_, at) => [flat[2 * at], flat[2 * at + 1]]);
  const neededBy = (one) => {
    const found = [];
    for (const other of packages) {
      for (let at = 0; other.links && at < other.links.length; at += 2) {
        if (other.links[at] === one.at) found.push([other.at, other.links[at + 1]]);
      }
    }
    return found;
  };
  const MOST_LINKS = 100;
  const needsOf = (one) => more(pairs(one.links), MOST_LINKS, ([at, how]) =>
    make('li', {}, hows[how][0] && `${hows[how][0]} `, goTo(packages[at]), hows[how][1]));
  const neededByOf = (one) => more(neededBy(one), MOST_LINKS, ([at, how]) =>
    make('li', {}, goTo(packages[at]), hows[how][0] && ` ${hows[how][0]} it`, hows[how][1]));

  function more(list, most, entry) {
    const entries = list.slice(0, most).map(entry);
    if (list.length > most) entries.push(make('li', {}, `and ${number(list.length - most)} more`));
    return entries;
  }

  // Escape and "Close": what was chosen last goes first.
  function leave() {
    if (chosenPackage) {
      const inside = details.contains(document.activeElement);
      choosePackage(undefined);
      if (inside) grid.element.focus();
    } else if (chosenLayer) {
      chooseLayer(undefined);
    } else if (chosenLicence) {
      chooseLicence(undefined);
    }
  }

  const side = (title, count, choices, open) => make('details', {open},
    make('summary', {}, make('h2', {}, title), ' ', make('span', {class: 'faint'}, `(${number(count)})`)), choices.element);

  document.getElementById('content').replaceChildren(make('div', {class: 'columns'},
    make('section', {class: 'panel side', 'aria-label': 'Layers and licences'},
      layers.length > 0 ? side('Layers', layers.length, layerChoices, true) : '',
      side('Licences', licenceItems.length, licenceChoices, true)),
    make('section', {class: 'panel list', 'aria-labelledby': 'packages-title'},
      make('div', {class: 'filters'},
        make('h2', {id: 'packages-title'}, 'Packages'), search, type, knowsBase ? part : '',
        layers.length > 0 ? make('label', {}, onlyLayer, 'Chosen layer only') : ''),
      hits, grid.element),
    details));
  keys(search, leave);
  show();
})();
