// The floor: slim records and communes as JSON, and thirty lines. It finds by need and place, not by words.
export const build = async (documents, into, communes) => ({
  "records.json": JSON.stringify(documents.flatMap((it) => it.places.map(([latitude, longitude, town]) => [it.id, it.name, town, it.needIds, latitude, longitude]))),
  "communes.json": JSON.stringify(communes),
});

export const open = async (get) => {
  const [records, communes] = await Promise.all(["records.json", "communes.json"].map(async (name) => (await get(name)).json()));
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const distance = (a, b, c, d) =>
    Math.hypot(radians(c - a), radians(d - b) * Math.cos(radians((a + c) / 2))) * 6371;
  return (place, need) => {
    const center = communes.find(([name]) => fold(name) === fold(place));
    if (!center) return [];
    const near = records.filter((it) => it[3].includes(need)).map((it) => ({ id: it[0], name: it[1], town: it[2], km: distance(center[1], center[2], it[4], it[5]) }));
    return near.filter(({ km }) => km <= 30).sort((a, b) => a.km - b.km).slice(0, 20);
  };
};
