// here names the survey on this phone: its path, whichever page of a form stands at the address.
export const here = location.pathname.replace(/^(\/s\/[^/]+)\/f\/.*$/, '$1');
