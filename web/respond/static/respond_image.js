// Pictures are made as small as the author allows (max-pixels) before they are sent: a cheap phone takes large ones, and the
// signal is weak. A phone that cannot sends the picture as it is.

export function shrinkPictures(form) {
  form.addEventListener('change', async e => {
    const input = e.target,
      most = Number(input.dataset.maxPixels),
      file = input.files && input.files[0];
    if (!most || !file || !/^image\/(jpeg|png|webp)$/.test(file.type)) return;
    try {
      const small = await shrink(file, most);
      if (small && input.files[0] === file) {
        const files = new DataTransfer();
        files.items.add(small);
        input.files = files.files;
      }
    } catch {
      /* the picture goes as it is */
    }
  });
}

// shrink gives the picture with its longer side at most so many pixels, null when it is no longer than that.
async function shrink(file, most) {
  const picture = await createImageBitmap(file),
    by = most / Math.max(picture.width, picture.height);
  if (by >= 1) return null;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * by));
  canvas.height = Math.max(1, Math.round(picture.height * by));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, file.type, 0.85));
  return blob && new File([blob], file.name, { type: blob.type });
}
