// zoneOffset gives, for a zone's name, the function that tells how many minutes it is ahead of UTC at a moment.
export function zoneOffset(zone) {
  let f = null;
  return ms => {
    try {
      f =
        f ||
        new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          hourCycle: 'h23',
          year: 'numeric',
          month: 'numeric',
          day: 'numeric',
          hour: 'numeric',
          minute: 'numeric',
        });
      const p = {};
      for (const { type, value } of f.formatToParts(ms)) p[type] = Number(value);
      return Math.round(
        (Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute) - Math.floor(ms / 60000) * 60000) / 60000,
      );
    } catch {
      // a phone that does not know the zone
      return 420;
    }
  };
}
