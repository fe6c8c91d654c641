// The respondent's pages work without scripts. This is what forms load on which nothing depends on other answers.

import { page } from './respond_page.js';

page(() => Promise.resolve(null));
