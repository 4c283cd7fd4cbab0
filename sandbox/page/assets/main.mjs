import { Details } from "./details.mjs";
import { element, oncePerFrame } from "./dom.mjs";
import { Groups } from "./groups.mjs";
import { Log } from "./log.mjs";
import { People } from "./people.mjs";
import { State } from "./state.mjs";
import { tabs } from "./tabs.mjs";

/** @typedef {import("./treeList.mjs").Chosen} Chosen */

const WORDS = { connecting: "Connecting…", live: "Live", lost: "The sandbox does not answer; trying again" };

const state = new State();
const openTab = tabs(["tab-people", "tab-groups"]);

const choose = (/** @type {Chosen} */ item) => {
  mark(item, false);
  void details.show(item);
};
const follow = (/** @type {Chosen} */ item) => {
  openTab(item.kind === "user" ? "tab-people" : "tab-groups");
  mark(item, true);
  void details.show(item);
};

const people = new People(state, choose);
const groups = new Groups(state, choose);
const log = new Log(state, choose);
const details = new Details(state, follow);

/**
 * @param {Chosen} item
 * @param {boolean} reveal
 */
function mark({ kind, id }, reveal) {
  people.mark(kind === "user" ? id : undefined, reveal);
  groups.mark(kind === "request" ? undefined : id, reveal && kind === "group");
  log.mark(kind === "request" ? id : undefined);
}

const service = element("service", HTMLElement);
const connection = element("connection", HTMLElement);

const draw = oncePerFrame(() => {
  people.show();
  groups.show();
  log.show();
  const { hello } = state;
  service.textContent = hello.url === "" ? "" : `${hello.dialect} at ${hello.url}`;
  const word = WORDS[state.connection];
  if (connection.textContent !== word) connection.textContent = word;
  connection.className = state.connection;
});

state.listen(draw);
state.connect();
