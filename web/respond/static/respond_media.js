// The author's pictures and sounds, as the server shows them (respond_media.go, nodes.html).

import { text } from './respond_lists.js';

// mediaOf gives, for the files of a questionnaire, the function that makes the elements of what an item or choice shows.
export function mediaOf(q, chain) {
  const there = new Set(q.files || []),
    base = `/s/${encodeURIComponent(q.survey)}/media/${encodeURIComponent(q.version)}/`;
  return media =>
    ['image', 'audio', 'video'].flatMap(kind => {
      const name = text((media || {})[kind], chain).replace(/^jr:\/\/\w+\//, '');
      return there.has(name) ? [element(kind, name, base + encodeURIComponent(name))] : [];
    });
}

function element(kind, name, url) {
  const el = document.createElement(kind === 'image' ? 'img' : kind);
  el.className = 'media';
  if (kind === 'image') {
    el.alt = name.replace(/\.\w+$/, '');
    el.loading = 'lazy';
  } else {
    el.controls = true;
    el.preload = 'none';
  }
  el.src = url;
  return el;
}
