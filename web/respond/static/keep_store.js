// What waits on this phone: sealed records, of which only their number and times can be seen. The pages and the worker share it.

function open(base) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open('khaosat ' + base, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('waiting', { keyPath: 'key', autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

// change does one thing to the store, and comes back when that is on the disk.
async function change(base, mode, act) {
  const db = await open(base);
  try {
    return await new Promise((done, fail) => {
      const work = db.transaction('waiting', mode),
        asked = act(work.objectStore('waiting'));
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => fail(work.error);
    });
  } finally {
    db.close();
  }
}

// waiting lists what waits, the oldest first: {key, at, record, proof, filling, refused}.
export const waiting = base => change(base, 'readonly', store => store.getAll());
// put keeps an entry, and gives its key.
export const put = (base, entry) => change(base, 'readwrite', store => store.put(entry));
export const drop = (base, key) => change(base, 'readwrite', store => store.delete(key));
