package survey

// KindWords says each kind of item as a person calls it.
var KindWords = map[ItemKind]Words{
	Group:       Both("nhóm", "group"),
	Repeat:      Both("phần lặp", "repeat"),
	Note:        Both("ghi chú", "note"),
	Single:      Both("chọn một", "single choice"),
	Multiple:    Both("chọn nhiều", "several choices"),
	Rank:        Both("xếp hạng", "ranking"),
	Integer:     Both("số nguyên", "whole number"),
	Decimal:     Both("số thập phân", "decimal number"),
	Range:       Both("thang điểm", "score"),
	TextItem:    Both("câu hỏi mở", "open question"),
	Date:        Both("ngày", "date"),
	Time:        Both("giờ", "time"),
	DateTime:    Both("ngày giờ", "date and time"),
	Geopoint:    Both("tọa độ điểm", "point on the map"),
	Geotrace:    Both("đường trên bản đồ", "line on the map"),
	Geoshape:    Both("vùng trên bản đồ", "area on the map"),
	Image:       Both("hình ảnh", "picture"),
	Audio:       Both("âm thanh", "sound"),
	Video:       Both("video", "video"),
	File:        Both("tệp", "file"),
	Barcode:     Both("mã vạch", "barcode"),
	Acknowledge: Both("xác nhận", "acknowledgement"),
	Calculate:   Both("tính toán", "calculation"),
	Hidden:      Both("ẩn", "hidden"),
	Metadata:    Both("tự ghi", "recorded by itself"),
}

// Words is what a person calls the kind: “số nguyên”, “whole number”.
func (k ItemKind) Words() Words {
	if w, known := KindWords[k]; known {
		return w
	}
	return Both(string(k), string(k))
}
