package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// shot puts a picture of 800 × 400 into the file input and gives the size of what would be sent.
const shot = `(async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 800;
  canvas.height = 400;
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const input = document.querySelector('input[type=file]'), files = new DataTransfer();
  files.items.add(new File([blob], 'loa.png', { type: 'image/png' }));
  input.files = files.files;
  const before = input.files[0];
  input.dispatchEvent(new Event('change', { bubbles: true }));
  for (let i = 0; i < 200 && input.files[0] === before; i++) await new Promise(done => setTimeout(done, 25));
  const sent = await createImageBitmap(input.files[0]);
  return [sent.width, sent.height, input.files[0].name === 'loa.png' ? 1 : 0];
})()`

func TestPicturesAreMadeSmall(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "anh", Version: "1", Title: vi("Ảnh"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "anh", Kind: survey.Image, Label: vi("Ảnh cụm loa"),
			Parameters: map[string]string{"max-pixels": "100"}},
			{Name: "ghi", Kind: survey.Note, Label: vi("Cảm ơn"), Relevant: "1 = 1"}}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/anh")
	if got := drive.Eval[[]float64](t, ctx, shot); got[0] != 100 || got[1] != 50 || got[2] != 1 {
		t.Errorf("the picture is sent as %g × %g, name kept %g; want 100 × 50, 1", got[0], got[1], got[2])
	}
}
