/** Who leaves, who gets another manager and who another title: by employeeId. */
const LEAVERS = ["283", "267", "128", "119", "166"];
/** @type {Readonly<Record<string, string>>} */
const MANAGERS = { 282: "284", 280: "288", 4: "263", 188: "42", 114: "3" };
/** @type {Readonly<Record<string, string>>} */
const TITLES = {
  3: "Head of Engineering",
  284: "Sales Director Europe",
  106: "Head of Content",
  47: "Senior Recruiter",
  216: "Senior Accountant",
};
const JOINERS = [
  "301,Aoife,Ní Bhriain,aoife0@adventure-works.com,Data Scientist,Engineering,Research and Development,3",
  "302,Mateus,Oliveira,mateus0@adventure-works.com,Sales Representative,Sales,Sales and Marketing,284",
  "303,Yuki,Tanaka,yuki0@adventure-works.com,Security Engineer,Information Services,Executive General and Administration,42",
  "304,Zanele,Dlamini,zanele0@adventure-works.com,Recruiter,Human Resources,Executive General and Administration,30",
  "305,Łukasz,Żak,lukasz0@adventure-works.com,Accountant,Finance,Executive General and Administration,139",
];

/**
 * The table of AdventureWorks after twenty changes: five people join, leave, move, and have another title.
 * @param {string} table
 */
export function nextMonth(table) {
  const [head = "", ...rows] = table.trimEnd().split("\n");
  const kept = rows.flatMap((row) => {
    const [key = "", given, family, email, title, department, division, manager] = row.split(",");
    if (LEAVERS.includes(key)) return [];
    const own = [key, given, family, email, TITLES[key] ?? title, department, division, MANAGERS[key] ?? manager];
    return [own.join(",")];
  });
  return `${[head, ...kept, ...JOINERS].join("\n")}\n`;
}
