// What forms load on which answers change questions, besides what every page does: questions that appear at once.

import { start } from './respond_live.js';
import { page } from './respond_page.js';

page(start);
