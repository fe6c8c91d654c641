// In the place of expr_digest.js where no expression of a form asks for a sum.

export const digest = () => '';

export const hex = bytes => bytes.map(x => (x < 16 ? '0' : '') + x.toString(16)).join('');
