// The respondent's pages work without this. It adds what a phone can do by itself.

document.body.classList.add('js');
