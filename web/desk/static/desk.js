// The desk works without this module. It copies addresses, prints, moves the focus to what went wrong, and keeps open
// pages at the newest figures.

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

document.querySelector('[data-focus]')?.focus();
document.querySelector('.sections [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

// wait is how long to pause between two looks at the server, in milliseconds; it grows while nothing changes.
const shortest = 3000,
  longest = 30000;

// live asks a cheap address whether the figures changed, and only then fetches the page and puts its parts in place. What the
// reader has unfolded stays unfolded.
async function live(address) {
  let tag = '',
    wait = shortest;
  for (;;) {
    if (!document.hidden) {
      try {
        const answer = await fetch(address, {
          headers: { 'If-None-Match': tag, Accept: 'application/json' },
          cache: 'no-store',
        });
        if (answer.status === 200) {
          if (tag) {
            await refresh();
            wait = shortest;
          }
          tag = answer.headers.get('ETag') ?? '';
        } else if (answer.status !== 304) {
          wait = longest; // logged out, or the server is away
        }
      } catch {
        wait = longest;
      }
    }
    await new Promise(done => setTimeout(done, wait));
    wait = Math.min(wait * 1.2, longest);
  }
}

async function refresh() {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live-part]')) {
    const now = fresh.getElementById(part.id);
    if (!now) continue;
    const open = [...part.querySelectorAll('details')].map(d => d.open);
    now.querySelectorAll('details').forEach((d, i) => {
      d.open = open[i] ?? false;
    });
    const focused = [...part.querySelectorAll('summary, a, [tabindex]')].indexOf(document.activeElement);
    part.replaceWith(document.adoptNode(now));
    if (focused >= 0) now.querySelectorAll('summary, a, [tabindex]')[focused]?.focus({ preventScroll: true });
  }
}

const watched = document.querySelector('[data-live]')?.dataset.live;
if (watched) live(watched);
