/** What the scripts need to know of this repository. A change here takes effect once it is merged. */
export const config = {
  /** The stack that is the company. PULUMI_STACK in the environment wins (`acme/production` in Pulumi Cloud). */
  stack: "production",

  /** The branch that the services follow. */
  branch: "main",

  /** The org file. */
  orgFile: "org.yaml",

  /** Files and folders that are data: a proposal is planned with these of its own, and with the program of the branch. */
  data: ["org.yaml", "people"],

  /**
   * Data files that are not in git: a step of the workflows puts them into the checkout before the script runs. The org file may
   * name one as its table. Add their folder to .gitignore.
   * @type {string[]}
   */
  private: [],

  /** Whose SCIM the service speaks, so that a plan can say what an end does there: the scim:dialect of Pulumi.production.yaml. */
  dialect: "rfc7644",

  /** Guards of `pulumi-scim plan`: a plan beyond them is neither mergeable nor applied. */
  guards: [
    "--max-leavers",
    "2",
    "--max-membership-losses",
    "10",
    "--no-rebuilt-teams",
    "--protect",
    "grace@acme.example",
  ],
};
