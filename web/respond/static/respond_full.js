// What forms load on which answers change questions, besides what every page does: questions that appear at once.

import './respond_page.js';
import { start } from './respond_live.js';

const form = document.getElementById('form');
if (form && form.dataset.questionnaire) start(form).catch(() => {}); // offline: the server does it at Next
