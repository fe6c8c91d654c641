// What waits on this phone: sealed records, of which only their number, sizes and times can be seen. The pages and the worker share it.
// The bytes stand in a store of their own: whoever asks what waits loads none of them.

function open(base) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open('khaosat ' + base, 2);
    asked.onupgradeneeded = e => (e.oldVersion ? apart(asked.transaction) : make(asked.result));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

function make(db) {
  db.createObjectStore('waiting', { keyPath: 'key', autoIncrement: true });
  db.createObjectStore('records');
}

// apart moves the bytes out of what an older script kept.
function apart(work) {
  const records = work.db.createObjectStore('records');
  work.objectStore('waiting').openCursor().onsuccess = e => {
    const at = e.target.result;
    if (!at) return;
    const { record, ...entry } = at.value;
    records.put(record, entry.key);
    at.update({ ...entry, size: record.length });
    at.continue();
  };
}

// change does one thing to the stores, and comes back when that is on the disk.
async function change(base, mode, act) {
  const db = await open(base);
  try {
    return await new Promise((done, fail) => {
      const work = db.transaction(['waiting', 'records'], mode),
        asked = act({ waiting: work.objectStore('waiting'), records: work.objectStore('records') });
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => fail(work.error);
    });
  } finally {
    db.close();
  }
}

// waiting lists what waits, the oldest first: {key, at, size, proof, filling, refused}.
export const waiting = base => change(base, 'readonly', all => all.waiting.getAll());
// bytesOf gives the record of an entry.
export const bytesOf = (base, key) => change(base, 'readonly', all => all.records.get(key));
// put changes an entry that is there.
export const put = (base, entry) => change(base, 'readwrite', all => all.waiting.put(entry));

// add keeps a record, and gives its key.
export const add = (base, entry, record) =>
  change(base, 'readwrite', all => {
    const asked = all.waiting.add({ ...entry, size: record.length });
    asked.onsuccess = () => all.records.put(record, asked.result);
    return asked;
  });

export const drop = (base, key) =>
  change(base, 'readwrite', all => {
    all.records.delete(key);
    return all.waiting.delete(key);
  });
